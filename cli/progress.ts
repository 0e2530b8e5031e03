import type { Terminal } from './command.ts'

export interface Progress {
  show(share: number, count: number): void
  end(): void
}

const WIDTH = 30
const EVERY_MS = 100

/** A bar at the end of the terminal; nothing where it is a file or a pipe. */
export function createProgress({ draw }: Pick<Terminal, 'draw'>): Progress {
  let shownMs = 0
  let isShown = false
  return {
    show(share, count) {
      const nowMs = performance.now()
      if (!draw || (nowMs - shownMs < EVERY_MS && share < 1)) return
      shownMs = nowMs
      isShown = true
      const done = Math.round(share * WIDTH)
      const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`
      draw(`\r${bar} ${Math.floor(share * 100)} %  ${count.toLocaleString('en')} entries`)
    },
    end() {
      if (isShown) draw?.(`\r${' '.repeat(WIDTH + 40)}\r`)
    },
  }
}
