import { loadCommands, type CommandPlace } from '../../state/commands.ts'

/** Does it, where it can be done. */
export async function runCommand(id: string, place: CommandPlace): Promise<void> {
  const command = (await loadCommands()).find((each) => each.id === id)
  if (command && (command.when?.(place) ?? true)) await command.run(place)
}
