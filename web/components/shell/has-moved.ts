import { createContext } from 'react'

/** Whether the page that is shown was reached from another one, not by its address. */
export const HasMovedContext = createContext(false)
