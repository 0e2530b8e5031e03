/** What the mock answers, always: `plain` to a chat, `stream` to a streamed one. */
const TEXT = 'Žluťoučký kůň pěje ďábelské ódy. '.repeat(6).trim()
const EVENTS = 51
const PIECE = ' slovo'

export const ANSWER = {
  plain: JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1760000000,
    model: 'bench',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: TEXT },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 60, total_tokens: 72 },
  }),
  stream: streamOf(EVENTS),
}

/** What a person would read of it. Gateways that parse and write anew are held to this, not to the bytes. */
export const SAID = { plain: TEXT, stream: PIECE.repeat(EVENTS - 1) }

function streamOf(count: number): string {
  const head = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1760000000 }
  const events = Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1
    const delta = isLast ? {} : { content: PIECE }
    const choice = { index: 0, delta, finish_reason: isLast ? 'stop' : null }
    return { ...head, model: 'bench', choices: [choice] }
  })
  const all = [...events.map((event) => JSON.stringify(event)), '[DONE]']
  return all.map((data) => `data: ${data}\n\n`).join('')
}

/** The text of an answer, streamed or not, in OpenAI's chat dialect. */
export function textOf(answer: string): string {
  if (!answer.startsWith('data:') && !answer.startsWith(':')) return contentOf(answer)
  return answer
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => contentOf(line.slice('data: '.length)))
    .join('')
}

interface Said {
  choices?: { message?: { content?: string }; delta?: { content?: string } }[]
}

function contentOf(json: string): string {
  const said: Said = JSON.parse(json)
  const [choice] = said.choices ?? []
  return choice?.message?.content ?? choice?.delta?.content ?? ''
}
