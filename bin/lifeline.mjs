import cluster from 'node:cluster'

// Loaded into each program that bin/child.mjs starts: when the terminal's process is gone (killed, its window
// closed), the program is asked to stop as by Ctrl-C. Nothing outlives what started it. Not into that program's own
// workers, who inherit this: their channel is what they live by.
if (process.channel && cluster.isPrimary) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
