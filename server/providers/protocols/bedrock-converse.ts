import { AppError } from '#server/lib/app-error.ts'
import { awsEncode } from '../auth/aws-signature.ts'
import { commonHeaders, type Protocol } from './protocol.ts'

/** The model is part of the path; the slashes and colons of an ARN are encoded in it. */
export const bedrockConverse: Protocol = {
  dialect: 'bedrock-converse',
  toWireRequest(call, endpoint) {
    if (call.operation !== 'chat') {
      throw new AppError('not_supported', `Bedrock's Converse has no ${call.operation}.`)
    }
    const { origin, pathname } = new URL(endpoint.baseUrl)
    const action = call.isStream ? 'converse-stream' : 'converse'
    const path = `${pathname.replace(/\/+$/, '')}/model/${awsEncode(call.model)}/${action}`
    const accept = call.isStream ? 'application/vnd.amazon.eventstream' : 'application/json'
    return { method: 'POST', origin, path, headers: commonHeaders(call, endpoint, accept) }
  },
}
