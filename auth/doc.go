// Package auth says who may do what, as one table, and keeps the secrets by which people are known.
//
// An [Account] holds grants: a role at an office, a country or nowhere in particular. [Table] gives, for each [Act], how far
// each role may go; [Allow] answers for one account, act and [Resource], and names the row that decided. What is in no row
// is forbidden. Passwords are kept as argon2id hashes (RFC 9106) in the PHC string format; tokens, which are long and random,
// as SHA-256.
//
//	a := auth.Account{ID: "a1", Grants: []auth.Grant{{Role: auth.Departure, Country: "KZ", Office: "57507"}}}
//	d := auth.Allow(&a, auth.Release, auth.Resource{Country: "KZ", Office: "57507"})
//	fmt.Println(d.OK, d.Why) // true departure may release-movement at its own office
//
// Invariants: no account without a password set by its owner can sign in; an administrator of accounts sees no goods; a
// declarant sees only what is its own; every act has a row.
package auth
