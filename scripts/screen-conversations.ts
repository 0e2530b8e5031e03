import type { PortableConversation } from '#wire/rights.ts'

/** What the pictures of docs/screens/ show: written by us, not by a model, and said so in the pictures’ list. */
export const SCREEN_CONVERSATIONS: PortableConversation[] = [
  conversation(
    1,
    ['en', 'Heating the town hall'],
    [
      'Compare a heat pump with district heating for our town hall: a short table, and how the yearly cost is reckoned.',
      `| | Heat pump | District heating |
|---|--:|--:|
| Investment | €420,000 | €95,000 |
| Heat a year | 310 MWh | 310 MWh |
| Cost of heat | €74 per MWh | €112 per MWh |
| Emissions | 22 t | 31 t |

The yearly cost $K$ is the cost of heat plus the investment $I$, spread over $n$ years at the interest rate $i$:

$$K = p \\cdot Q + I \\cdot \\frac{i (1+i)^n}{(1+i)^n - 1}$$

\`\`\`python
def yearly_cost(price, heat, investment, rate=0.03, years=20):
    growth = (1 + rate) ** years
    return price * heat + investment * rate * growth / (growth - 1)
\`\`\`

- [x] Ask the utility for a binding price
- [ ] Have the radiators checked for low temperatures`,
    ],
  ),
  conversation(
    2,
    ['de', 'Heizung des Rathauses'],
    [
      'Vergleiche Wärmepumpe und Fernwärme für unser Rathaus: eine kurze Tabelle und die Rechnung der Jahreskosten.',
      `| | Wärmepumpe | Fernwärme |
|---|--:|--:|
| Investition | 420.000 € | 95.000 € |
| Wärme im Jahr | 310 MWh | 310 MWh |
| Wärmepreis | 74 €/MWh | 112 €/MWh |
| Emissionen | 22 t | 31 t |

Die Jahreskosten $K$ sind die Kosten der Wärme und die Investition $I$, verteilt auf $n$ Jahre zum Zinssatz $i$:

$$K = p \\cdot Q + I \\cdot \\frac{i (1+i)^n}{(1+i)^n - 1}$$

Vor der Entscheidung sollten Sie

1. beim Versorger einen **verbindlichen** Preis erfragen,
2. die Heizkörper auf niedrige Vorlauftemperaturen prüfen lassen.`,
    ],
  ),
  conversation(
    3,
    ['ar', 'مواعيد المكتبة'],
    [
      'اكتب إعلانًا قصيرًا: المكتبة البلدية مغلقة يوم الاثنين بسبب أعمال الصيانة.',
      `**إعلان**

تبقى المكتبة البلدية مغلقة يوم الاثنين 30 نوفمبر بسبب أعمال الصيانة، وتفتح أبوابها من جديد يوم الثلاثاء في الساعة 9:00.

- يمكن إعادة الكتب في الصندوق عند المدخل.
- للاستفسار: biblio@example.eu`,
    ],
  ),
  conversation(
    4,
    ['el', 'Ωράριο της βιβλιοθήκης'],
    [
      'Γράψε μια σύντομη ανακοίνωση: η δημοτική βιβλιοθήκη κλείνει τη Δευτέρα λόγω εργασιών.',
      `**Ανακοίνωση**

Η δημοτική βιβλιοθήκη θα παραμείνει κλειστή τη Δευτέρα 30 Νοεμβρίου λόγω εργασιών συντήρησης. Ανοίγει ξανά την Τρίτη στις 9:00.

> Τα βιβλία μπορούν να επιστραφούν στο κουτί της εισόδου.`,
    ],
  ),
]

function conversation(
  at: number,
  [lang = '', title = '']: string[],
  [question = '', answer = '']: string[],
): PortableConversation {
  const idOf = (part: number) =>
    `0199c0de-0000-7000-8000-0000000${String(at * 100 + part).padStart(5, '0')}`
  const createdAt = `2026-11-2${at}T09:00:00.000Z`
  const message = (part: number, role: 'user' | 'assistant', text: string) => ({
    id: idOf(part),
    parentId: part === 1 ? null : idOf(part - 1),
    role,
    text,
    reasoning: '',
    modelId: role === 'assistant' ? 'fake' : null,
    lang,
    createdAt,
  })
  return {
    id: idOf(0),
    title,
    classification: 'internal',
    createdAt,
    updatedAt: createdAt,
    messages: [message(1, 'user', question), message(2, 'assistant', answer)],
  }
}
