import { wordSet } from './tokens.ts'

/** Before the name of a street: `rue de la Paix 3`, `ul. Długa 7`. */
export const STREETS_BEFORE = wordSet(
  `rue avenue av boulevard bd blvd place quai impasse allée chemin route cours square passage rond-point faubourg venelle
  via viale piazza corso largo vicolo strada contrada lungomare piazzale calle c avenida avda plaza paseo ronda camino
  carretera glorieta travesía rúa carrer passeig rua praça travessa alameda rotunda estrada beco avenida ul ulica ulicy al
  aleja aleje alei pl plac placu os osiedle osiedlu ulice náměstí nám třída tř nábřeží námestie ulici trg cesta put
  str strada bd bulevardul bulevard calea aleea piața șoseaua splaiul ул улица бул булевард пл площад жк οδός οδού οδό οδ
  λεωφόρος λεωφόρου λεωφ πλατεία πλατείας triq sqaq misraħ vjal sráid bóthar ascaill plás céide am an im in zum zur unter
  auf obere untere alter alte`,
)
/** Of those that many other things are called: the name of the street has to have a capital. */
export const WEAK_STREETS = wordSet(
  `am an im in zum zur unter auf obere untere alter alte c av al pl os put cesta trg via corso cours route largo passage
  square place plaza ronda str bd an camino strada plac plás triq`,
)

/** Of those the words that are streets with a capital alone: `In der Au 3`. */
export const STREETS_CAPITAL = wordSet(
  `am an im in zum zur unter auf obere untere alter alte put os c`,
)

/** At the end of the word: `Hauptstraße`, `Kungsgatan`. */
export const STREET_ENDINGS = [
  `strasse str platz weg allee gasse ring damm ufer chaussee steig promenade markt graben berg hof straat laan plein gracht
  kade dijk singel steeg dreef hof weg lei vej gade stræde allé torv plads vænget alle gatan vägen gränd torget plan stigen
  backen leden katu tie kuja polku raitti kaari puistikko väylä tänav`,
].flatMap((list) => [...wordSet(list)])

/** After the name, as a word of its own: `Váci utca 12`, `Brīvības iela 3`, `12 Abbey Street`. */
export const STREETS_AFTER = wordSet(
  `utca utcában u út útja úton tér téren körút krt köz sétány sor iela ielā bulvāris prospekts gatvė g gatvėje pr prospektas
  alėja tänav tn mnt maantee pst puiestee tee väljak ulica ulici cesta cesti trg trgu street st road rd avenue ave lane drive
  close terrace court park crescent grove way straße strasse str platz weg allee gasse katu tie gatan vägen vej gade straat
  laan nábřeží ulice náměstí třída plein`,
)

/** What stands before or after a place of birth. */
export const BORN = wordSet(
  `geboren née né nato nata nacido nacida nascido nascida born urodzony urodzona urodzonego urodzonej urodziłem urodziłam
  ur født fødtes född syntynyt narozen narozena narozený narodený narodená rojen rojena rođen rođena născut născută роден
  родена родих γεννήθηκε γεννήθηκα gimęs gimusi gimiau dzimis dzimusi sündinud született születtem syntynyt twieled rugadh`,
)
export const IN_A_PLACE = wordSet(
  `in à a au en em w we te i v ve u la în в във στη στην στον στο på fi`,
)
