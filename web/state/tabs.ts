/** What one tab tells the others of the same browser: that something about a conversation, or the list of them, changed. */
export interface TabNews {
  type: 'run-started' | 'conversation-changed' | 'conversation-deleted' | 'signed-in'
  conversationId: string | null
}

export interface Tabs {
  tell: (news: TabNews) => void
  onNews: (listener: (news: TabNews) => void) => void
}

export function createTabs(channel: BroadcastChannel): Tabs {
  return {
    // The rule means windows: a channel reaches pages of this origin only.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    tell: (news) => channel.postMessage(news),
    onNews: (listener) => {
      channel.addEventListener('message', ({ data: news }: MessageEvent<TabNews>) => listener(news))
    },
  }
}
