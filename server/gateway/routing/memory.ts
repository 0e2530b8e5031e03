import type { Provider } from '#server/providers/provider.ts'
import {
  createDeploymentState,
  createKeyState,
  type DeploymentState,
  type KeyState,
} from './deployment-state.ts'
import { createBudget, RETRIES, type CallBudget } from './retry-budget.ts'
import type { Deployment } from './target.ts'

/** What is remembered of deployments while routes and providers come and go. */
export interface Memory {
  stateOf: (deployment: Deployment) => DeploymentState
  budgetOf: (provider: Provider) => CallBudget
  hedgeBudgetOf: (route: string, share: number) => CallBudget
  /** Of all deployments that were ever asked about, by `tenant provider/model`. */
  states: ReadonlyMap<string, DeploymentState>
}

const HEDGES = { reserve: 3, refillMs: 60_000 }

export function createMemory(): Memory {
  const states = new Map<string, DeploymentState>()
  const known = new Map<string, { key: KeyState; provider: Provider; budget: CallBudget }>()
  const hedges = new Map<string, { share: number; budget: CallBudget }>()
  const ofProvider = (provider: Provider) => {
    const before = known.get(nameOf(provider))
    if (before?.provider === provider) return before
    // Set up anew, perhaps with another key: what was held against the old one does not hold any more.
    const budget = before?.budget ?? createBudget(RETRIES)
    const fresh = { key: createKeyState(), provider, budget }
    known.set(nameOf(provider), fresh)
    return fresh
  }
  return {
    states,
    budgetOf: (provider) => ofProvider(provider).budget,
    stateOf({ provider, model }) {
      const name = `${nameOf(provider)}/${model.id}`
      const { key } = ofProvider(provider)
      const before = states.get(name)
      if (before?.key === key) return before
      const fresh = createDeploymentState(key)
      states.set(name, fresh)
      return fresh
    },
    hedgeBudgetOf(route, share) {
      const before = hedges.get(route)
      if (before?.share === share) return before.budget
      const budget = createBudget({ ...HEDGES, share })
      hedges.set(route, { share, budget })
      return budget
    },
  }
}

/** Two organisations may give a provider of their own the same id. */
function nameOf({ id, tenantId = '' }: Provider): string {
  return `${tenantId} ${id}`
}
