/**
 * Files as other programs write them, made by hand from what is public of their formats: ChatGPT's from the community's
 * descriptions and LibreChat's test data (chatgpt-modern-export.json), Claude's from descriptions of its conversations.json, Open
 * WebUI's and LibreChat's from their own exporters and test data. Le Chat's is the least sure: it is not documented, and was written
 * from what people tell of its `chat-….json`. None is a recording.
 */
const said = (role: string, parts: unknown[], more: object = {}) => ({
  author: { role, name: null, metadata: {} },
  create_time: 1_756_000_000.5,
  content: { content_type: 'text', parts },
  recipient: 'all',
  metadata: {},
  ...more,
})
const node = (id: string, parent: string | null, message: object | null) => ({
  [id]: { id, parent, children: [], message: message && { id, ...message } },
})

export const CHATGPT = [
  {
    title: 'Staging',
    create_time: 1_756_000_000.1,
    update_time: 1_756_000_400.6,
    conversation_id: '6b0f0d9c-0000-4000-8000-000000000001',
    default_model_slug: 'gpt-5',
    is_archived: true,
    mapping: {
      ...node('root', null, null),
      ...node('sys', 'root', said('system', [''])),
      ...node(
        'ctx',
        'sys',
        said('user', [], {
          content: { content_type: 'user_editable_context', user_profile: 'Works at X' },
          metadata: { is_visually_hidden_from_conversation: true },
        }),
      ),
      ...node(
        'q1',
        'ctx',
        said(
          'user',
          [
            'How do I roll back?',
            { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-abc' },
          ],
          {
            content: {
              content_type: 'multimodal_text',
              parts: [
                'How do I roll back?',
                { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-abc' },
                { content_type: 'hologram' },
              ],
            },
            metadata: { attachments: [{ id: 'file-1', name: 'plan.pdf' }] },
          },
        ),
      ),
      ...node(
        'think',
        'q1',
        said('assistant', [], {
          content: { content_type: 'thoughts', thoughts: [{ summary: 'S', content: 'Hm.' }] },
        }),
      ),
      ...node(
        'call',
        'think',
        said('assistant', [], {
          recipient: 'python',
          content: { content_type: 'code', language: 'unknown', text: 'print(1)' },
        }),
      ),
      ...node(
        'result',
        'call',
        said('tool', [], {
          author: { role: 'tool', name: 'python' },
          content: { content_type: 'execution_output', text: '1' },
        }),
      ),
      ...node(
        'a1',
        'result',
        said('assistant', ['Run `helm rollback`.'], { metadata: { model_slug: 'o4-mini' } }),
      ),
      ...node('a2', 'result', said('assistant', ['Or restore.\ue200cite\ue202turn0\ue201'])),
      ...node('q2', 'a2', said('user', ['Thanks'])),
      ...node('odd', 'q2', said('critic', ['Hmpf'])),
      ...node('blank', 'q2', said('assistant', [''])),
    },
    current_node: 'q2',
  },
  { title: 'Corrupted entry', id: 'broken', create_time: 1 },
]

export const CLAUDE = [
  {
    uuid: 'c1',
    name: 'Ein Brief',
    created_at: '2025-05-01T08:00:00.000000Z',
    updated_at: '2025-05-01T09:00:00.000000Z',
    account: { uuid: 'u' },
    project: { uuid: 'p', name: 'Bürgeramt' },
    chat_messages: [
      {
        uuid: 'm1',
        sender: 'human',
        text: 'Bitte kürzen',
        content: [{ type: 'text', text: 'Bitte kürzen' }],
        created_at: '2025-05-01T08:00:00Z',
        attachments: [
          { file_name: 'brief.txt', file_type: 'txt', extracted_content: 'Sehr geehrte …' },
        ],
        files: [{ file_name: 'scan.png' }],
      },
      {
        uuid: 'm2',
        sender: 'assistant',
        text: 'Kurz.',
        parent_message_uuid: 'm1',
        content: [
          { type: 'thinking', thinking: 'Kurz also.' },
          { type: 'tool_use', id: 't1', name: 'artifacts', input: { a: 1 } },
          { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'OK' }] },
          { type: 'text', text: 'Kurz.' },
          { type: 'voice_note' },
        ],
        created_at: '2025-05-01T08:01:00Z',
        attachments: [],
        files: [],
      },
      {
        uuid: 'm3',
        sender: 'assistant',
        text: 'Kürzer.',
        parent_message_uuid: 'm1',
        content: [{ type: 'text', text: 'Kürzer.' }],
        created_at: '2025-05-01T08:02:00Z',
      },
    ],
  },
  { uuid: 'c2', name: 'Leer', created_at: '2025-05-01T08:00:00Z', chat_messages: [] },
]

export const LE_CHAT = [
  {
    id: 'l1',
    version: 0,
    chatId: 'chat-1',
    role: 'user',
    content: 'Quel temps fait-il ?',
    contentChunks: null,
    createdAt: '2025-09-01T10:00:00.000Z',
    files: [{ name: 'carte.png', type: 'image' }],
  },
  {
    id: 'l2',
    version: 0,
    chatId: 'chat-1',
    role: 'assistant',
    content: '',
    contentChunks: [
      { type: 'tool_call', name: 'web_search', arguments: '{"q":"météo"}' },
      { type: 'text', text: 'Il pleut.' },
    ],
    createdAt: '2025-09-01T10:00:05.000Z',
  },
]

export const LIBRECHAT = {
  conversationId: '4a86c40e-e627-4454-b158-889680e23ad3',
  endpoint: 'openAI',
  title: 'Venv',
  exportAt: '13:18:04 GMT-0400',
  branches: true,
  recursive: true,
  options: { model: 'gpt-4-turbo' },
  messages: [
    {
      messageId: 'r1',
      parentMessageId: '00000000-0000-0000-0000-000000000000',
      isCreatedByUser: true,
      sender: 'User',
      text: 'How do I use venv?',
      createdAt: '2024-05-01T16:35:11.530Z',
      children: [
        {
          messageId: 'r2',
          parentMessageId: 'r1',
          isCreatedByUser: false,
          model: 'gpt-4-turbo',
          text: '',
          content: [
            { type: 'think', think: 'Let me see.' },
            {
              type: 'tool_call',
              tool_call: { name: 'search', args: '{}', output: 'found', id: 'x' },
            },
            { type: 'text', text: { value: 'Activate it.' } },
          ],
          createdAt: '2024-05-01T16:35:12.604Z',
          children: [],
        },
        {
          messageId: 'r3',
          parentMessageId: 'r1',
          isCreatedByUser: false,
          text: 'Source it.',
          files: [{ filename: 'x.py' }],
          children: [],
        },
      ],
    },
  ],
}

export const OPEN_WEBUI = [
  {
    id: 'w1',
    user_id: 'u1',
    title: 'Sum',
    pinned: true,
    archived: false,
    created_at: 1_700_000_000,
    updated_at: 1_700_000_010,
    chat: {
      title: 'Sum',
      models: ['deepseek-r1'],
      history: {
        currentId: 'ra2',
        messages: {
          ra1: {
            id: 'ra1',
            parentId: null,
            role: 'user',
            content: '15 * 17?',
            timestamp: 1_700_000_000,
          },
          ra2: {
            id: 'ra2',
            parentId: 'ra1',
            role: 'assistant',
            model: 'deepseek-r1',
            timestamp: 1_700_000_010,
            content:
              '<details type="reasoning" done="true" duration="3"><summary>Thought</summary>\n&gt; Let me see\n</details>\n255',
          },
          ra3: {
            id: 'ra3',
            parentId: 'ra1',
            role: 'assistant',
            model: 'llama3.1',
            content: '254',
            output: [
              { type: 'reasoning', content: [{ type: 'output_text', text: 'Hm' }] },
              { type: 'function_call', call_id: 'f', name: 'calc', arguments: '{}' },
              {
                type: 'function_call_output',
                call_id: 'f',
                output: [{ type: 'input_text', text: '255' }],
              },
              { type: 'message', content: [{ type: 'output_text', text: '255!' }] },
            ],
          },
        },
      },
    },
  },
]
