export interface ThreadSituation {
  /** Cores that this process may use. */
  cores: number
  maxThreads: number
  /** Cores' worth of work that other processes do, lately. */
  othersBusyCores: number
  /** Tokens that the next step computes. */
  width: number
  /** Threads of the step before. */
  currentThreads: number
}

/**
 * How many threads to compute on. They wait for each other by spinning, dozens of times a token, so one thread that has lost
 * its core to a neighbour stops them all: two threads beside one busy process are a tenth as fast as one (docs/decisions/0003).
 * A wide batch gains more from each thread, and bears a neighbour that is busy part of the time.
 */
export function chooseThreadCount(situation: ThreadSituation): number {
  const { cores, maxThreads, othersBusyCores, width, currentThreads } = situation
  const borne = width >= WIDE_BATCH ? BORNE_WIDE : BORNE_NARROW
  const free = cores - othersBusyCores
  const fitting = Math.floor(free + borne)
  // More threads only when there is clearly room, or it would go up and down all the time.
  const raised = Math.floor(free + borne - HYSTERESIS)
  const wanted = fitting > currentThreads ? Math.max(raised, currentThreads) : fitting
  return Math.min(Math.max(wanted, 1), maxThreads)
}

const WIDE_BATCH = 4
/** In cores: how much of a thread's core others may use before the thread does more harm than good. */
const BORNE_NARROW = 0.3
const BORNE_WIDE = 0.5
const HYSTERESIS = 0.1
