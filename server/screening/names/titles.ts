import { wordSet } from './tokens.ts'

/** Before a name, and hardly before anything else that has a capital. */
export const TITLES = wordSet(
  `herr herrn frau mme mlle monsieur madame mademoiselle messieurs signor signora signorina sig dott dottor
  dottore dottoressa avv señor señora señorita sra srta dña doña senhor senhora mr mrs ms miss mister dhr mevr mevrouw
  meneer mijnheer mw hr herra rouva neiti fru frøken fröken pan pani panu panią panem pana pán paní pánovi panie domnul doamna
  domnule dl dna domnului doamnei ponas ponia ponui poniai pono ponios härra proua härrale gospod gospa gospodin gospođa
  gospodična gospodu gospe gosp господин госпожа господина госпожо господине κύριος κυρία κύριε κύριο κυρίας κυρίου κος κα
  dr prof mudr judr mgr phdr rndr dipl drs доктор д-р проф г-н г-жа инж sinjura sinjur uasal`,
)

/** The same, but a word or an abbreviation of others too: what follows has to look like a name by itself. */
export const WEAK_TITLES = wordSet(
  `m mm sr p s d r don dom mag ing doc ir pan pana bean sur de kkr nt γ κ г`,
)

/** After a name, as Hungarian and Latvian have them. */
export const TITLES_AFTER = wordSet(
  `úr urat úrnak úrral asszony asszonynak asszonyt úrhoz kungs kungam kunga kundze kundzei kundzes`,
)

/** What stands before names or is called by titles, with a capital, and is no part of the name. */
export const NO_NAMES = wordSet(
  `dear liebe lieber liebes hallo hello hi hey bonjour bonsoir cher chère chers caro cara gentile egregio spettabile estimado
  estimada querido querida hola olá caro prezado prezada exmo exma beste geachte drogi droga szanowny szanowna szanowni milý
  milá vážený vážená ahoj poštovani poštovana dragi draga spoštovani spoštovana kedves tisztelt dragă stimate stimată уважаеми
  уважаема скъпи мили αγαπητέ αγαπητή αξιότιμε kära käre hej kære hei hyvä lugupeetud tere kallis godātais cienījamais
  cienījamā gerbiamas gerbiama mielas sehr geehrte geehrter und et e y and the der die das le la les il lo el los las i a an
  bürgermeister bürgermeisterin direktor direktorin präsident präsidentin minister ministerin kanzler kanzlerin kollege
  kollegin doktor professor professorin vorsitzende vorsitzender maire ministre préfet président présidente directeur
  directrice sindaco presidente direttore ministro alcalde alcaldesa director directora burgemeester voorzitter prezes
  dyrektor wójt burmistrz prezydent mayor minister president chair council our your his her he she it we they i you this
  that these those in on at from to for with by of but if when while after before since because so then there here what who
  ich wir sie er es ein eine am im bei von mit für nach aus auf an um als wenn dann heute gestern morgen je nous vous ils
  elle il elles un une des mon ma notre votre ce cette avec pour dans sur depuis hier quand mais mi tu su nuestro con para
  por desde ayer cuando io noi voi lei lui mio mia con per da dal ieri quando ik wij zij hij mijn onze de het een met voor
  van op bij gisteren vandaag toen als ja nein non oui si no tak nie ano ne jeg vi hun han min vår deres med til fra jag
  hon minä hän me oma eile täna ma ta as es mans mūsu un bet jis ji mano ir az egy és ha én ő eu nós ele ela meu com em
  ieri azi noi el ea meu cu la pentru az mai montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday
  wednesday thursday friday saturday sunday januar januari january janvier februar february märz march april mai juni june
  juli july august september oktober october november dezember december art nr tel fax email`,
)

/** What follows is called after somebody, and is nobody. */
export const OF_PLACES = wordSet(
  `san santa santo sant saint sainte st são sankt sveti sveta svatý svatá szent święty święta święto camp hurricane hurrikan
  ouragan uragano huracán typhoon storm cape cap kap lake lac lago mount mont monte port porto puerto fort new neu nouveau
  nouvelle nuovo nueva novo nowy nová north south east west nord süd sud sur norte`,
)

/** Between the words of a name. */
export const PARTICLES = wordSet(
  `van von de der den del della delle degli dei di da das do dos du des d la le ten ter te zu zum zur af av al el bin ben ibn
  y e mac mc o ó ní nic uí`,
)

/** “I am called”: what follows is who is speaking. */
export const CALLED = wordSet(
  `heiße heisse heißt heisst appelle appelé llamo llama chamo chama chiamo chiama nazywam nazywa jmenuji jmenuje volám volá heet
  heter hedder numesc numeste zovem zove nevem kutsutakse sauc vadina λένε λέγομαι ονομάζομαι казвам казва named
  jisimni jismu called anunță podpisany podpisana undersigned unterzeichnete unterzeichner soussigné soussignée sottoscritto
  sottoscritta firmante abaixo-assinado ondergetekende undertecknad undertegnede allekirjoittanut allakirjutanu подписаният
  podepsaný podepsaná podpísaný alulírott subsemnatul subsemnata`,
)
/** Between these and the name. */
export const REFLEXIVE = wordSet(
  `się sie se sa me mi ja ist is est es è é jest je är er on ir yra e а се είναι kien am ben`,
)

/** What forms write before a name, with a colon or “is”. */
export const NAME_LABELS = wordSet(
  `name vorname nachname familienname rufname ansprechpartner ansprechpartnerin sachbearbeiter sachbearbeiterin nom prénom noms
  nome cognome nominativo nombre apellido apellidos apelido naam voornaam achternaam contactpersoon namn förnamn efternamn
  navn fornavn efternavn nimi etunimi sukunimi eesnimi perekonnanimi jméno příjmení meno priezvisko imię nazwisko ime prezime
  priimek vardas pavardė vārds uzvārds név neve keresztnév vezetéknév nume prenume numele име фамилия όνομα επώνυμο
  ονοματεπώνυμο ainm sloinne isem kunjom patient patientin antragsteller antragstellerin demandeur demandeuse richiedente
  solicitante requerente aanvrager applicant claimant tenant employee mieter mieterin mitarbeiter kunde kundin client cliente
  klient pacjent wnioskodawca pacient žadatel asiakas hakija potilas sökande ansøger kérelmező beteg solicitantul заявител
  пациент αιτών ασθενής signed contact kontakt contatto contacto`,
)

/** The end of a letter: whoever signs comes next. */
export const CLOSINGS = wordSet(
  `grüßen grüße gruß gruss regards sincerely faithfully truly wishes cordialement salutations respectueusement saludos
  atentamente cordialmente saluti groet groeten hoogachtend pozdravem pozdravom poważaniem pozdrawiam hälsning hälsningar
  hilsen terveisin lugupidamisega tervitades cieņu pagarba linkėjimais üdvözlettel tisztelettel stimă respect уважение поздрав
  поздрави εκτίμηση χαιρετισμούς spoštovanjem poštovanjem pozdrav cumprimentos atenciosamente meas dejjem thanks dank merci
  grazie gracias obrigado obrigada dziękuję díky köszönettel`,
)

/** Names of fields that hold a name and nothing else. */
export const NAME_FIELDS = new Set(
  (
    'firstname lastname fullname surname givenname familyname maidenname displayname vorname nachname prenom nomdefamille ' +
    'cognome apellido apellidos voornaam achternaam imie nazwisko prijmeni fornamn efternamn fornavn efternavn etunimi ' +
    'sukunimi eesnimi perekonnanimi vardas pavarde vards uzvards keresztnev vezeteknev prenume prezime customername ' +
    'patientname contactname personname employeename'
  ).split(' '),
)
