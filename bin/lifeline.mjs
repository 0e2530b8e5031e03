// Loaded into each program that bin/child.mjs starts: when the terminal's process is gone (killed, its window
// closed), the program is asked to stop as by Ctrl-C. Nothing outlives what started it.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
