/** What people write around a number; `#` stands for it. By country, in its languages, and by the identifier's type. */
export const SENTENCES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AT: {
    svnr: [
      'Meine SVNR lautet #, bitte tragen Sie sie in den Antrag ein.',
      'Sozialversicherungsnummer: #',
      'Die Versicherungsnummer # gehört zu Frau Huber.',
    ],
  },
  BE: {
    rijksregisternummer: [
      'Mijn rijksregisternummer is #, kunt u dat nakijken?',
      'Numéro national de l’intéressé : #',
      'Nationalregisternummer # (Eupen)',
      'Le demandeur, dont le NISS est #, habite à Namur.',
    ],
  },
  BG: {
    egn: [
      'Моят ЕГН е #, моля проверете.',
      'ЕГН: #',
      'Лицето с единен граждански номер # подаде молба.',
    ],
  },
  CY: {
    tic: [
      'Ο αριθμός φορολογικής ταυτότητας μου είναι #.',
      'ΑΦΤ: #',
      'My tax identification code is #.',
    ],
    'identity-card': [
      'Ο αριθμός ταυτότητας της αιτήτριας είναι #.',
      'Αρ. ταυτότητας: #',
      'Cypriot ID number #',
    ],
  },
  CZ: {
    'rodne-cislo': [
      'Moje rodné číslo je #, prosím o opravu.',
      'Rodné číslo: #',
      'Pacient s rodným číslem # byl přijat včera.',
    ],
  },
  DE: {
    'steuer-id': [
      'Meine Steuer-ID ist #. Können Sie den Bescheid prüfen?',
      'Identifikationsnummer: #',
      'Die steuerliche Identifikationsnummer des Kindes lautet #.',
    ],
    rentenversicherungsnummer: [
      'Rentenversicherungsnummer #',
      'Ihre Sozialversicherungsnummer lautet #.',
      'RVNR: # liegt bei.',
    ],
    krankenversichertennummer: [
      'Versichertennummer # (AOK)',
      'Auf meiner Gesundheitskarte steht #.',
      'KVNR: #',
    ],
  },
  DK: {
    cpr: ['Mit CPR-nummer er #.', 'CPR: #', 'Borgeren med personnummer # har søgt om støtte.'],
  },
  EE: {
    isikukood: ['Minu isikukood on #.', 'Isikukood: #', 'Taotleja (isikukood #) elab Tartus.'],
  },
  ES: {
    dni: [
      'Mi DNI es #, ¿pueden comprobarlo?',
      'NIF del solicitante: #',
      'Doña Carmen, con documento nacional de identidad #, solicita ayuda.',
    ],
    nie: ['Mi NIE es #.', 'NIE: #', 'Ciudadano extranjero con NIE #'],
    nuss: [
      'Número de afiliación a la Seguridad Social: #',
      'NUSS #',
      'Mi número de la seguridad social es el #.',
    ],
  },
  FI: {
    hetu: ['Henkilötunnukseni on #.', 'Hetu: #', 'Min personbeteckning är #.'],
  },
  FR: {
    nir: [
      'Mon numéro de sécurité sociale est le #.',
      'NIR : #',
      'L’assurée, n° de sécu #, demande un remboursement.',
    ],
    spi: [
      'Mon numéro fiscal est #.',
      'Numéro fiscal de référence : #',
      'Identifiant fiscal # du déclarant',
    ],
  },
  GR: {
    amka: ['Ο ΑΜΚΑ μου είναι #.', 'ΑΜΚΑ: #', 'Αριθμός μητρώου κοινωνικής ασφάλισης # του ασθενούς'],
    afm: ['Το ΑΦΜ μου είναι #, παρακαλώ ελέγξτε.', 'ΑΦΜ: #', 'Αριθμός φορολογικού μητρώου # '],
  },
  HR: {
    oib: ['Moj OIB je #.', 'OIB: #', 'Osobni identifikacijski broj podnositelja je #.'],
  },
  HU: {
    'szemelyi-azonosito': [
      'A személyi azonosítóm: #',
      'Személyi szám: #',
      'Az ügyfél személyazonosító jele #.',
    ],
    taj: ['A TAJ-számom #.', 'TAJ: #', 'Társadalombiztosítási azonosító jel: #'],
    'adoazonosito-jel': [
      'Az adóazonosító jelem #.',
      'Adóazonosító jel: #',
      'Adóazonosítója # a nyilvántartásban',
    ],
  },
  IE: {
    ppsn: ['My PPS number is #, please check.', 'PPSN: #', 'Is é # m’uimhir PPS.'],
  },
  IT: {
    'codice-fiscale': [
      'Il mio codice fiscale è #.',
      'C.F. #',
      'La richiedente, codice fiscale #, risiede a Bologna.',
    ],
  },
  LT: {
    'asmens-kodas': [
      'Mano asmens kodas yra #.',
      'Asmens kodas: #',
      'Pareiškėjas, a. k. #, gyvena Kaune.',
    ],
  },
  LU: {
    matricule: [
      'Mon matricule est #.',
      'Numéro d’identification nationale : #',
      'Meng Matricule ass #.',
      'Sozialversicherungsmatrikel #',
    ],
  },
  LV: {
    'personas-kods': [
      'Mans personas kods ir #.',
      'Personas kods: #',
      'Iesniedzējs, personas kods #, dzīvo Rīgā.',
    ],
  },
  MT: {
    'identity-card': [
      'In-numru tal-karta tal-identità tiegħi huwa #.',
      'Identity card number: #',
      'Karta tal-identità #',
    ],
  },
  NL: {
    bsn: [
      'Mijn BSN is #, kunt u het nakijken?',
      'Burgerservicenummer: #',
      'Mevrouw De Vries (BSN #) heeft bezwaar gemaakt.',
    ],
  },
  PL: {
    pesel: ['Mój PESEL to #.', 'PESEL: #', 'Wnioskodawca o numerze PESEL # złożył odwołanie.'],
    nip: ['Mój NIP: #', 'Numer identyfikacji podatkowej # podatnika', 'NIP #'],
  },
  PT: {
    nif: ['O meu NIF é #.', 'Número de contribuinte: #', 'NIF do requerente #'],
    niss: ['O meu NISS é #.', 'Número de segurança social: #', 'NISS #'],
    'cartao-de-cidadao': [
      'O meu cartão de cidadão é o #.',
      'Cartão de Cidadão n.º #',
      'Bilhete de identidade: #',
    ],
  },
  RO: {
    cnp: [
      'CNP-ul meu este #.',
      'CNP: #',
      'Solicitanta, având codul numeric personal #, locuiește la Cluj.',
    ],
  },
  SE: {
    personnummer: [
      'Mitt personnummer är #.',
      'Personnummer: #',
      'Sökanden (personnr #) bor i Malmö.',
    ],
  },
  SI: {
    emso: ['Moj EMŠO je #.', 'EMŠO: #', 'Enotna matična številka občana: #'],
    'davcna-stevilka': [
      'Moja davčna številka je #.',
      'Davčna številka: #',
      'Davčna št. zavezanca: davčna številka #',
    ],
  },
  SK: {
    'rodne-cislo': [
      'Moje rodné číslo je #.',
      'Rodné číslo: #',
      'Pacientka s rodným číslom # bola prijatá včera.',
    ],
  },
}
