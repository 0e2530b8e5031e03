/** What accounts write to people, in the languages of the web app; English where there is no other. */
export interface MailText {
  subject: string
  text: string
}

type Kind =
  | 'invitation'
  | 'reset'
  | 'address'
  | 'password-changed'
  | 'address-changed'
  | 'ways-in-changed'

interface Facts {
  name: string
  organisation: string
  /** Of a link that works once; absent: there is none. */
  url?: string
}

type Writer = (facts: Facts) => { subject: string; lines: string[] }

const ENGLISH: Record<Kind, Writer> = {
  invitation: ({ organisation }) => ({
    subject: `Your invitation to ${organisation} on Galerne`,
    lines: [
      `${organisation} has made an account for you. Open this link to choose how you sign in. It works once, for seven days:`,
    ],
  }),
  reset: ({ organisation }) => ({
    subject: 'Choose a new password for Galerne',
    lines: [
      `Somebody asked for a new password for your account at ${organisation}. This link works once, for one hour:`,
      'If it was not you, you need do nothing: your password stays as it is.',
    ],
  }),
  address: () => ({
    subject: 'Confirm your new address for Galerne',
    lines: ['Open this link to sign in with this address from now on. It works once, for a day:'],
  }),
  'password-changed': ({ organisation }) => ({
    subject: 'Your Galerne password was changed',
    lines: [
      `The password of your account at ${organisation} was changed, and your other devices were signed out.`,
      'If it was not you, tell an administrator at once.',
    ],
  }),
  'address-changed': ({ organisation }) => ({
    subject: 'Your Galerne address was changed',
    lines: [
      `You no longer sign in at ${organisation} with this address.`,
      'If it was not you, tell an administrator at once.',
    ],
  }),
  'ways-in-changed': ({ organisation }) => ({
    subject: 'How you sign in to Galerne was changed',
    lines: [
      `A passkey, an authenticator app or recovery codes of your account at ${organisation} were added or removed.`,
      'If it was not you, tell an administrator at once.',
    ],
  }),
}

const GERMAN: Record<Kind, Writer> = {
  invitation: ({ organisation }) => ({
    subject: `Ihre Einladung zu ${organisation} in Galerne`,
    lines: [
      `${organisation} hat ein Konto für Sie angelegt. Öffnen Sie diesen Link, um zu wählen, wie Sie sich anmelden. Er gilt einmal und sieben Tage lang:`,
    ],
  }),
  reset: ({ organisation }) => ({
    subject: 'Wählen Sie ein neues Passwort für Galerne',
    lines: [
      `Für Ihr Konto bei ${organisation} wurde ein neues Passwort verlangt. Dieser Link gilt einmal und eine Stunde lang:`,
      'Waren Sie es nicht, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
    ],
  }),
  address: () => ({
    subject: 'Bestätigen Sie Ihre neue Adresse für Galerne',
    lines: [
      'Öffnen Sie diesen Link, um sich künftig mit dieser Adresse anzumelden. Er gilt einmal und einen Tag lang:',
    ],
  }),
  'password-changed': ({ organisation }) => ({
    subject: 'Ihr Passwort für Galerne wurde geändert',
    lines: [
      `Das Passwort Ihres Kontos bei ${organisation} wurde geändert, Ihre anderen Geräte wurden abgemeldet.`,
      'Waren Sie es nicht, wenden Sie sich sofort an Ihre Administration.',
    ],
  }),
  'address-changed': ({ organisation }) => ({
    subject: 'Ihre Adresse für Galerne wurde geändert',
    lines: [
      `Sie melden sich bei ${organisation} nicht mehr mit dieser Adresse an.`,
      'Waren Sie es nicht, wenden Sie sich sofort an Ihre Administration.',
    ],
  }),
  'ways-in-changed': ({ organisation }) => ({
    subject: 'Ihre Anmeldung bei Galerne wurde geändert',
    lines: [
      `Für Ihr Konto bei ${organisation} wurden ein Passkey, eine Authenticator-App oder Wiederherstellungscodes hinzugefügt oder entfernt.`,
      'Waren Sie es nicht, wenden Sie sich sofort an Ihre Administration.',
    ],
  }),
}

const FRENCH: Record<Kind, Writer> = {
  invitation: ({ organisation }) => ({
    subject: `Votre invitation à ${organisation} sur Galerne`,
    lines: [
      `${organisation} a créé un compte pour vous. Ouvrez ce lien pour choisir comment vous connecter. Il fonctionne une seule fois, pendant sept jours :`,
    ],
  }),
  reset: ({ organisation }) => ({
    subject: 'Choisissez un nouveau mot de passe pour Galerne',
    lines: [
      `Un nouveau mot de passe a été demandé pour votre compte chez ${organisation}. Ce lien fonctionne une seule fois, pendant une heure :`,
      'Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe ne change pas.',
    ],
  }),
  address: () => ({
    subject: 'Confirmez votre nouvelle adresse pour Galerne',
    lines: [
      'Ouvrez ce lien pour vous connecter désormais avec cette adresse. Il fonctionne une seule fois, pendant un jour :',
    ],
  }),
  'password-changed': ({ organisation }) => ({
    subject: 'Votre mot de passe Galerne a été modifié',
    lines: [
      `Le mot de passe de votre compte chez ${organisation} a été modifié, et vos autres appareils ont été déconnectés.`,
      'Si ce n’était pas vous, prévenez tout de suite votre administration.',
    ],
  }),
  'address-changed': ({ organisation }) => ({
    subject: 'Votre adresse Galerne a été modifiée',
    lines: [
      `Vous ne vous connectez plus chez ${organisation} avec cette adresse.`,
      'Si ce n’était pas vous, prévenez tout de suite votre administration.',
    ],
  }),
  'ways-in-changed': ({ organisation }) => ({
    subject: 'Votre connexion à Galerne a été modifiée',
    lines: [
      `Une clé d’accès, une application d’authentification ou des codes de secours de votre compte chez ${organisation} ont été ajoutés ou retirés.`,
      'Si ce n’était pas vous, prévenez tout de suite votre administration.',
    ],
  }),
}

const LANGUAGES: Record<string, Record<Kind, Writer>> = { en: ENGLISH, de: GERMAN, fr: FRENCH }

/** @param locale The person's own; null: unknown. */
export function writeMail(kind: Kind, locale: string | null, facts: Facts): MailText {
  const language = LANGUAGES[(locale ?? '').split('-')[0] ?? ''] ?? ENGLISH
  const { subject, lines } = language[kind](facts)
  const [first = '', ...others] = lines
  const parts = [facts.name, first, ...(facts.url === undefined ? [] : [facts.url]), ...others]
  return { subject: oneLine(subject), text: `${parts.join('\n\n')}\n` }
}

/** An organisation's name must not begin a header of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
