package rules

import "github.com/kairo-corridor/kairo/message/ncts"

// conditionsA are the conditions up to C0399.
var conditionsA = []Rule{
	{Number: "C0029", Versions: both, State: Implemented,
		Text: "With security data (security 1, 2 or 3) the mode of transport at the border must be given",
		Check: func(c *Case) {
			c.Each(func(parent *ncts.Element, name string) {
				if s := c.Root.Text("TransitOperation/security"); s == "1" || s == "2" || s == "3" {
					c.Required(parent, name, "security is "+s)
				}
			})
		}},
}
