import { wordSet } from './tokens.ts'

/**
 * Given names that are common in the Union, some forty for each of its languages, written from general knowledge. Whoever is
 * called otherwise is found by a title, a family name, a phrase or a field, or by a model.
 */
export const GIVEN_NAMES = wordSet(
  // German
  `anna maria lena lea emma hannah lina leonie sophie katharina julia laura sarah lisa stefanie nicole sandra claudia andrea
  petra monika sabine susanne ursula renate karin birgit heike gabriele angelika brigitte helga ingrid elke anja katja silke
  hans peter michael thomas andreas wolfgang klaus jürgen günter stefan christian uwe werner horst frank manfred dieter bernd
  gerhard heinz helmut jens jörg kai karl lukas maximilian felix jonas leon finn moritz tobias sebastian florian alexander
  matthias markus ralf rainer rolf johannes friedrich ludwig heinrich wilhelm otto hermann franz josef anton annette
  thorsten torsten carsten holger volker detlef ulrich ulrike anneliese gisela hildegard waltraud irmgard margarete franziska johanna friederike charlotte mathilde greta`,
  // French
  `marie jeanne françoise monique catherine nathalie isabelle sylvie anne valérie sandrine céline aurélie émilie camille manon
  chloé léa inès jade louise juliette margaux élodie delphine véronique brigitte chantal nicole dominique martine hélène
  jean pierre michel andré philippe rené louis alain jacques bernard marcel daniel roger robert claude christian gérard
  nicolas julien thomas antoine guillaume mathieu clément hugo théo enzo gabriel raphaël arthur étienne benoît françois
  laurent pascal thierry olivier stéphane sébastien frédéric christophe yves gilles didier fabien quentin baptiste maxime
  geneviève odile solène maëlle`,
  // Italian
  `giulia francesca chiara federica giovanna rosa angela lucia paola silvia elena martina alessia valentina roberta simona
  daniela teresa carla barbara giuseppina antonella stefania ilaria beatrice ginevra aurora giuseppe giovanni antonio mario
  luigi francesco salvatore vincenzo pietro carlo marco andrea luca matteo alessandro davide lorenzo riccardo stefano paolo
  roberto alberto claudio giorgio massimo maurizio fabio simone federico emanuele gianluca domenico raffaele nicola enrico`,
  // Spanish
  `carmen josefa isabel dolores pilar cristina marta lucía paula sara ana rocío mercedes rosario concepción montserrat antonia
  francisca inmaculada beatriz alba irene raquel silvia nuria manuel josé francisco juan david javier daniel carlos jesús
  alejandro miguel rafael pedro ángel pablo sergio fernando jorge luis alberto álvaro adrián diego raúl iván rubén enrique
  ramón vicente andrés joaquín santiago eduardo víctor ignacio gonzalo jaime xavier jordi iñaki íñigo iker aitor unai ane nerea`,
  // Portuguese
  `joão josé antónio manuel francisco luís paulo pedro tiago rui nuno miguel bruno hugo diogo gonçalo rodrigo martim duarte
  afonso vasco filipe ricardo joaquim fernando maria ana inês beatriz mariana catarina matilde carolina rita sofia teresa
  margarida fernanda lurdes fátima conceição helena sónia mafalda leonor luísa susana vânia`,
  // Dutch
  `jan johannes cornelis hendrik willem pieter gerrit dirk kees henk piet joost bas daan sem thijs lars bram sander jeroen
  maarten wouter ruben niels sjoerd geert koen johanna cornelia wilhelmina hendrika anneke ingrid marieke sanne femke fleur
  lotte sofie tess anouk esther marloes mieke els annelies griet roos saskia willemijn maaike jolanda joke truus`,
  // Polish
  `anna maria katarzyna małgorzata agnieszka barbara ewa krystyna elżbieta zofia teresa joanna magdalena monika jadwiga
  danuta irena halina aleksandra natalia zuzanna hanna wiktoria karolina beata dorota jan andrzej piotr krzysztof stanisław
  tomasz paweł józef marcin marek michał grzegorz jerzy tadeusz adam łukasz zbigniew ryszard dariusz henryk mariusz kazimierz
  wojciech robert mateusz marian rafał jacek janusz mirosław maciej sławomir jarosław kamil jakub szymon filip bartosz`,
  // Czech, Slovak
  `jana marie eva hana anna věra lenka kateřina lucie alena petra veronika tereza martina jitka ludmila helena zdeňka ivana
  michaela markéta zuzana kristýna barbora jiří jan petr josef pavel martin jaroslav tomáš miroslav zdeněk františek václav
  michal karel lukáš jakub milan vladimír ladislav ondřej roman stanislav radek vojtěch david marek daniel zuzana katarína
  ľubica adriana iveta jozef štefan ľuboš rastislav juraj matej samuel peter ján branislav dušan viera mária`,
  // Slovene, Croatian
  `franc janez anton ivan jožef marko andrej matjaž luka boštjan gregor miha rok tomaž aleš dejan igor primož matija marija
  mojca nina tjaša špela maja nataša barbara vesna irena sonja alenka ivan josip marko tomislav željko ante zoran stjepan
  krešimir hrvoje goran damir mladen dario domagoj filip petar vedran zvonimir ivana marija ana katarina jelena mirjana
  vesna dragica ljiljana snježana gordana sanja iva lana petra tea tihana dunja`,
  // Hungarian
  `lászló istván józsef jános zoltán sándor ferenc gábor attila péter tamás zsolt tibor andrás csaba imre lajos györgy balázs
  gyula mihály károly róbert béla dávid dániel ádám krisztián miklós bence máté erzsébet ilona katalin éva anna zsuzsanna
  margit judit ágnes julianna andrea ildikó erika krisztina irén magdolna mónika edit gabriella szilvia anita tünde réka
  nóra eszter boglárka zsófia`,
  // Romanian
  `gheorghe ioan vasile constantin alexandru nicolae ion mihai dumitru andrei florin cristian adrian gabriel marian ştefan
  ștefan bogdan radu cătălin lucian daniel ciprian sorin ovidiu elena ioana mihaela ana cristina daniela alexandra gabriela
  georgeta mariana andreea florentina alina raluca simona adriana roxana carmen ileana viorica lăcrămioara`,
  // Bulgarian
  `георги иван димитър николай петър христо тодор александър васил стефан йордан стоян атанас ангел кирил красимир пламен
  валентин мартин борис емил румен мария иванка елена йорданка пенка маргарита виолетка радка цветанка анна стефка
  десислава ралица габриела виктория милена ивайло гергана надежда снежана боряна тодорка калина светла живко`,
  // Greek
  `γεώργιος γιώργος ιωάννης γιάννης κωνσταντίνος κώστας δημήτριος δημήτρης νικόλαος νίκος παναγιώτης βασίλειος βασίλης
  χρήστος αθανάσιος μιχαήλ ευάγγελος σπύρος αντώνης αναστάσιος θεόδωρος ανδρέας χαράλαμπος αλέξανδρος εμμανουήλ στέλιος
  ηλίας μαρία ελένη αικατερίνη κατερίνα βασιλική σοφία αγγελική γεωργία δήμητρα κωνσταντίνα παρασκευή ιωάννα ευαγγελία
  αναστασία χριστίνα δέσποινα ευαγγελία ειρήνη αθηνά στυλιανή νίκη φωτεινή ζωή γιώργο γιάννη κώστα νίκο δημήτρη βασίλη`,
  // Swedish, Danish
  `erik lars karl anders per johan nils lennart sven gustaf gunnar bengt fredrik mikael magnus björn göran stefan jonas
  mattias emil oskar viktor linus elsa kristina margareta elisabeth birgitta marianne kerstin ingegerd linnéa astrid ebba
  alva freja maja ingrid jens lars niels søren jørgen henrik rasmus mads kasper christian ole hans poul kirsten hanne
  mette inge lone bente pia camilla rikke signe ida karen lene gitte anne-marie thorbjørn torben bjarne kjeld`,
  // Finnish, Estonian
  `juhani johannes matti mikko timo jukka kari antti pekka heikki hannu juha ilkka seppo markku tapani ville janne petri
  tuomas eero olavi kalevi marjatta helena anneli johanna kaarina liisa päivi tuula sari minna riitta pirjo eeva aino
  tiina anu kirsi satu hanna-leena outi jaana merja jaan rein toomas andres tõnu urmas märt siim kristjan priit indrek
  taavi tiit tarmo mari kadri kristi piret katrin ülle tiiu maarja liis reet ene kersti riina`,
  // Latvian, Lithuanian
  `jānis andris juris edgars māris pēteris aivars mārtiņš guntis valdis artūrs kaspars raimonds gints dainis anna inese
  kristīne inga ilze anita līga dace ieva sandra baiba zane aija laima jonas antanas vytautas juozas tomas mindaugas darius
  kęstutis algirdas gintaras andrius rimantas saulius arvydas donatas rokas ona janina rasa jūratė daiva danutė rūta
  vilma eglė aušra lina irena giedrė birutė aldona kristina`,
  // Irish, English, Maltese
  `seán patrick pádraig michael john james thomas séamus liam conor cillian ciarán eoin oisín daniel david paul declan brendan
  niall aoife niamh siobhán sinéad gráinne ciara caoimhe róisín orla deirdre bríd máire mary margaret catherine bridget
  emma sarah rachel rebecca emily jessica olivia sophie lucy william george robert richard charles andrew stephen matthew
  edward henry jack oliver harry joseph karmenu ġorġ pawlu ġużeppi ċensu salvu carmelo carmen doris josette marlene rita
  elizabeth susan karen linda patricia jennifer barbara nancy helen alice jane amanda steven kevin brian`,
  `david donald ronald kenneth larry gary frank scott eric gregory joshua jerry dennis walter jeffrey ryan jacob nicholas
  jonathan justin brandon benjamin samuel raymond alexander jason kyle noah ethan bob bobby joe jim jimmy tom tony gordon
  graham ian colin keith nigel trevor neil stuart duncan alan simon philip deborah melissa stephanie amy nicole samantha
  christine janet heather diane julie joyce virginia kelly christina joan evelyn lauren megan cheryl hannah jacqueline
  gloria kathryn shirley jamie robin ashley nicola tracey gillian hazel fiona isla freya`,
  // From elsewhere, and at home here
  `mohammed mohamed muhammad ahmed ali hassan hussein ibrahim omar youssef fatima aisha khadija leila yasmin nadia samira
  mehmet mustafa ahmet ayşe fatma emine zeynep elif hüseyin murat emre olena oksana svitlana tetiana oleksandr serhii
  volodymyr andrii mykola dmytro natalia irina olga tatiana sergei dmitri vladimir nguyen priya rajesh amit wei chidi
  amina aminata ousmane kofi karim said samir rachid mounir bilal hamza soufiane naima zahra malika latifa abdul abdullah
  khalid tariq imran hakan murat osman selin deniz ebru can burak minh thi hoang tuan ivana bogdan taras`,
)

/** Words, places or months as well: alone they are nobody. */
export const ALSO_WORDS = wordSet(
  `rosa aurora alba pilar carmen angel ángel jesús victoria viktoria charlotte florence georgia sofia sofie jade rose grace
  mark marc max will may april june august rita iva lana tea nina zoe vera věra eva ida rok luka mari leon jack harry ole per
  kai jan ion finn lars karl sem bas roos fleur femke tess els ali marin rocío dolores mercedes rosario concepción fátima
  conceição margarida linda baiba laima rasa rūta aušra eglė aija ieva ene siim tarmo надежда ангел виктория мария калина
  ζωή παρασκευή σοφία ειρήνη νίκη κυριακή ona lina maria marie santiago salvatore domenico enrico vincenzo louis pascal
  claude dominique laurent clément maxime camille manon wei amit kofi madeleine paris chantal chelsea dallas austin jordan virginia gloria joy hazel robin can kelly ashley said jerry
  jordi sydney adele angela pierre nancy lea hugo`,
)

/** Endings that names take in languages that inflect them. */
export const NAME_ENDINGS = wordSet(
  `a e i o u y s n t ą ę om em am im ie ji ju ja je owi ovi ová owej owie ego iego iej emu iemu ou ův iem jem jom ui us um ai
  lle lta lla ssa sta een nek nak val vel ról ről ban ben nal nél tól től hoz hez ért as is ė ės ą ui u iui io os oje ias
  am ām ei es ου η ον ο α ας ε та ът то у ом ем ой ою е и ю`,
)

/** Endings of family names that hardly any other word has. */
export const FAMILY_ENDINGS = wordSet(
  `ović ević njić owski owska ewski ewska iński ińska owskiego owskiej ewskiego owicz ewicz owicza ová ovej ovský ovská escu
  sson dóttir kvist qvist auskas evičius avičius ienė aitė ytė opoulos opoulou idis iadis akis oglou ίδης ιάδης όπουλος οπούλου
  άκης ίδου πούλου όγλου енко кова нова рова лова дова това иева гиев чева ванов ванова етров етрова димитров тодоров`,
)
