import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'
import { readdirSync } from 'node:fs'

/** A language is a folder of web/locales; English is what the code is written in. */
const locales = readdirSync(`${import.meta.dirname}/web/locales`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

const NEVER = ['**/dist/**', '**/*.test.*', '**/gallery/**']

/** What is loaded only when one leaves the assistant: its pages, and the components that only they use. */
const WORKSPACE = [
  'pages/admin/**',
  'pages/{Account,Models,Model,Playground,Residency,MyData,Course,OwnApprovals}Page.tsx',
  'components/{account,admin,catalogue,charts,money,people,playground,policies,providers,registers,residency,rights,routes}/**',
]

/** What the assistant loads when somebody wants it: dialogs, panels, and the messages of special kinds. */
const EXTRAS = [
  'components/use-markdown-labels.ts',
  'components/people/role-names.ts',
  'components/{attachments,compare,composing,denial,exchange,folders,glossary,help,language,legal,library,memory,message,plain-language,reading,search,settings,sharing,temporary,tour}/**',
]

/** Of these, what is drawn unasked with the first page and the first answer: `<Soon>` of web/components/Extra.tsx. */
const SOON = [
  'components/use-markdown-labels.ts',
  'components/attachments/{AttachButton,DropZone}.tsx',
  'components/compare/{ModelChoice,TreeNotices}.tsx',
  'components/composing/{ContextDialog,ContextNotice,DictateButton,DictationLine,MessageTools,MessageTray,QueuedMessages}.tsx',
  'components/folders/{FolderLinks,use-drop}.tsx',
  'components/language/{SelectionBar.tsx,language-commands.ts}',
  'components/message/{AnswerRating.tsx,around/**}',
  'components/reading/SentenceAnnouncer.tsx',
  'components/tour/TourInvitation.tsx',
]

/** What is shown before somebody is in, and nowhere else. */
const ENTRANCE = ['pages/{SignIn,Welcome}Page.tsx', 'components/entrance/**']
/** What is found before somebody is in as well as after. */
const LEGAL = 'components/legal/**'
/** Of the assistant's extras, what the workspace shows as well. */
const SHARED_EXTRAS = [
  'components/use-markdown-labels.ts',
  'components/message/rating-texts.ts',
  LEGAL,
]
/** What both the entrance and the workspace show: its texts are in both catalogues. */
const SHARED = ['components/credentials/**', 'components/CopyButton.tsx']

const within = (paths: readonly string[]) => paths.map((path) => `<rootDir>/web/${path}`)

export default defineConfig({
  sourceLocale: 'en',
  locales,
  // Five, so that everybody loads only the texts of what they see: web/i18n/language.ts.
  catalogs: [
    {
      path: '<rootDir>/web/locales/{locale}/messages',
      include: ['<rootDir>/web'],
      exclude: [
        ...NEVER,
        ...[...WORKSPACE, ...EXTRAS, ...ENTRANCE, 'components/credentials/**'].map(
          (path) => `**/${path}`,
        ),
      ],
    },
    {
      path: '<rootDir>/web/locales/{locale}/workspace',
      include: within([...WORKSPACE, ...SHARED, ...SHARED_EXTRAS]),
      exclude: NEVER,
    },
    {
      path: '<rootDir>/web/locales/{locale}/extras',
      include: within(EXTRAS),
      exclude: [...NEVER, ...SOON.map((path) => `**/${path}`)],
    },
    {
      path: '<rootDir>/web/locales/{locale}/soon',
      include: within(SOON),
      exclude: NEVER,
    },
    {
      path: '<rootDir>/web/locales/{locale}/entrance',
      include: within([...ENTRANCE, ...SHARED, LEGAL]),
      exclude: NEVER,
    },
  ],
  format: formatter({ lineNumbers: false }),
})
