import { createContext } from 'react'

/** Whether the messages around are somebody else's: they can be read and copied, not answered, edited or rated. */
export const ReadOnly = createContext(false)
