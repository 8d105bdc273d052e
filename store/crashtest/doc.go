// Package crashtest holds a [store.Store] to its contract over every crash that internal/crash can make: what was
// acknowledged is there, what is there is whole.
//
//	crashtest.Work(s, acks, 4, 60, 0)                          // in the recorded process: says what it tries and what is done
//	tried, err := crashtest.Replay(log, moments, dir, 4, open) // in the test: opens and checks the image of each crash
//
// The work: each worker commits its messages 1, 2, 3 … one after the other, all workers at once. Message j of worker w is one
// transaction, all of it computed from w and j:
//
//	inbox   in/w/j                      numbers  the next of "numbers", kept as record number/000017 = "w/j"
//	record  movement/w, version j       fact     stream w, seq j
//	outbox  out/w/j waits               done     out/w/(j-3)
//
// So the store's whole contents follow from how far each worker came, and [Check] compares all of it:
//
//   - every acknowledged transaction is there, none that was refused, and at most the one under way besides;
//   - a transaction is there whole: record, fact, outbox row, ended row, inbox id and number, or nothing of it;
//   - facts and numbers have no gap; every number was given once;
//   - a message that comes again is refused as seen, and the next one is taken.
//
// [Early], [Forgetful] and [Halved] are stores with a deliberate fault; a suite that does not find it proves nothing.
package crashtest
