// Package accounts keeps the people of one node in a SQLite file: accounts, one-time links, sessions, API tokens, and who
// changed what.
//
// There is never a default password. While nobody can sign in, [Book.FirstRun] gives a one-time link by which the first
// administrator sets a password; everybody else is invited by an administrator through such a link. Links and sessions are
// kept as hashes. A session ends when it is idle, when it is old, when its account is disabled, and when the password or the
// grants of its account change. An API token ends when it runs out or is revoked, and gives what its account may do at the time
// of each use; a new password leaves it.
//
//	book, err := accounts.Open("data/accounts.db", time.Now)
//	token, err := book.FirstRun(ctx)                 // "" once somebody can sign in
//	admin, err := book.Accept(ctx, token, password)  // the link is used up
//	admin, session, err := book.SignIn(ctx, "admin", password)
//	who, err := book.Session(ctx, session)
//	token, secret, err := book.MakeToken(ctx, who.ID, "broker's system", 90)
//	who, err = book.ByToken(ctx, secret)             // from then on, until it is revoked or has run out
//
// Every change is one transaction, synced before it is told.
package accounts
