import { AppError } from '#server/lib/app-error.ts'
import { awsEncode } from '../auth/aws-signature.ts'
import { commonHeaders, type Protocol, type WireCall } from './protocol.ts'

/** The model is part of the path; the slashes and colons of an ARN are encoded in it. */
export const bedrockConverse: Protocol = {
  dialect: 'bedrock-converse',
  toWireRequest(call, endpoint) {
    const { origin, pathname } = new URL(endpoint.baseUrl)
    const action = actionOf(call)
    const path = `${pathname.replace(/\/+$/, '')}/model/${awsEncode(call.model)}/${action}`
    const accept = call.isStream ? 'application/vnd.amazon.eventstream' : 'application/json'
    return { method: 'POST', origin, path, headers: commonHeaders(call, endpoint, accept) }
  },
}

function actionOf({ operation, isStream }: WireCall): string {
  if (operation === 'embeddings') return 'invoke'
  if (operation === 'chat') return isStream ? 'converse-stream' : 'converse'
  throw new AppError('not_supported', `Bedrock's Converse has no ${operation}.`)
}
