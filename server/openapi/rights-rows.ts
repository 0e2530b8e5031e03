import { z } from 'zod'
import { ExportOrganisation, ImportProgress } from '#wire/exit.ts'
import {
  AskForRight,
  DecideRequest,
  DisposalList,
  ErasePerson,
  Hold,
  HoldList,
  MyData,
  PersonData,
  PlaceHold,
  RecordRequest,
  RequestsQuery,
  Retention,
  RetentionRule,
  RightsRequest,
  RightsRequestPage,
  RightsSettings,
  SetRetention,
  SignedDisposal,
} from '#wire/rights.ts'
import type { Row } from './api-operation.ts'

const Bytes = z.string().meta({ format: 'binary' })
const zip = { answer: { Bytes }, type: 'application/zip' }
const csv = { answer: { Bytes }, type: 'text/csv' }

/** What people may ask of their data, what may not go yet, what goes by itself, and the way out. */
export const RIGHTS_ROWS: Row[] = [
  ['get', '/my/data', 'What is stored about me, and until when.', { answer: { MyData } }],
  [
    'get',
    '/my/data/export',
    'All of it, as a ZIP: conversations that imports take in again, files, JSON documents.',
    zip,
  ],
  [
    'post',
    '/my/rights-requests',
    'Ask for access, a copy, a correction or erasure.',
    { body: { AskForRight }, answer: { RightsRequest }, status: 201 },
  ],
  ['post', '/my/rights-requests/:id/withdraw', 'Withdraw it.', { answer: { RightsRequest } }],
  [
    'post',
    '/my/erasure',
    'Erase myself, where the organisation allows that. Cannot be undone.',
    { body: { ErasePerson }, answer: { SignedDisposal } },
  ],
  [
    'get',
    '/rights/requests',
    'What people have asked for; what is due first comes first.',
    { query: RequestsQuery, answer: { RightsRequestPage } },
  ],
  ['get', '/rights/requests.csv', 'The same for spreadsheets.', { query: RequestsQuery, ...csv }],
  [
    'post',
    '/rights/requests',
    'Note a request that somebody made on paper.',
    { body: { RecordRequest }, answer: { RightsRequest }, status: 201 },
  ],
  [
    'post',
    '/rights/requests/:id',
    'Approve, refuse, put off or close a request.',
    { body: { DecideRequest }, answer: { RightsRequest } },
  ],
  [
    'post',
    '/rights/requests/:id/erasure',
    'Erase the person who asked for it. Cannot be undone.',
    { body: { ErasePerson }, answer: { SignedDisposal } },
  ],
  [
    'get',
    '/rights/settings',
    'Whether people may erase themselves.',
    { answer: { RightsSettings } },
  ],
  [
    'post',
    '/rights/settings',
    'Let people erase themselves, or not.',
    { body: { RightsSettings }, answer: { RightsSettings } },
  ],
  ['get', '/rights/people/:id', 'What is stored about a person.', { answer: { PersonData } }],
  [
    'get',
    '/rights/people/:id/export',
    'All of it, as a ZIP: conversations that imports take in again, files, JSON documents.',
    zip,
  ],
  [
    'get',
    '/rights/disposals',
    'Certificates of what has gone for good, the newest first.',
    { query: z.object({ cursor: z.uuid().optional() }), answer: { DisposalList } },
  ],
  ['get', '/rights/disposals/:id', 'One certificate, signed.', { answer: { SignedDisposal } }],
  [
    'get',
    '/rights/disposals/:id/pdf',
    'The same on paper.',
    { answer: { Bytes }, type: 'application/pdf' },
  ],
  ['get', '/retention', 'How long conversations are kept, by class.', { answer: { Retention } }],
  [
    'post',
    '/retention',
    'Set the period of a class, and switch it on.',
    { body: { SetRetention }, answer: { Retention } },
  ],
  [
    'post',
    '/retention/preview',
    'What a period would take now. Changes nothing.',
    { body: { SetRetention }, answer: { RetentionRule } },
  ],
  ['get', '/holds', 'What must be kept for now.', { answer: { HoldList } }],
  ['get', '/holds.csv', 'The same for spreadsheets.', csv],
  [
    'post',
    '/holds',
    'Keep everything of a person, or a conversation, whatever else is said.',
    { body: { PlaceHold }, answer: { Hold }, status: 201 },
  ],
  ['post', '/holds/:id/lift', 'Let it go again.', { answer: { Hold } }],
  [
    'post',
    '/organisation/export',
    'The whole organisation as one archive.',
    { body: { ExportOrganisation }, answer: { Bytes }, type: 'application/gzip' },
  ],
  [
    'post',
    '/installation/organisations/:id/export',
    'The same, by the operator of the machine.',
    { body: { ExportOrganisation }, answer: { Bytes }, type: 'application/gzip' },
  ],
  [
    'post',
    '/installation/organisations/import',
    'Take in an organisation that left another Galerne. For the operator of the machine; the body is the archive.',
    { answer: { ImportProgress }, type: 'application/x-ndjson' },
  ],
]
