package main

import rego.v1

# A plan that could not see and understand everything proves nothing.
deny contains "the plan is not complete" if not input.complete

# Wildcards carry many services, so they get more time than the window of the file gives. A persistent record is left out:
# the CA repeats its check by itself.
deny contains msg if {
	some change in input.changes
	change.declared != null
	startswith(change.domain, "*.")
	change.action != "await"
	not persistent(change)
	not lasts(change, 45)
	msg := sprintf("%s is not usable for 45 days more: %s", [change.address, change.message])
}

# False too where there is no validation at all.
lasts(change, days) if change.reuse.days_left >= days

persistent(change) if change.live.method == "PERSISTENT_TXT"

warn contains msg if {
	some change in input.changes
	change.declared != null
	change.declared.owner == null
	msg := sprintf("%s:%d: %s has no owner", [change.declared.file, change.declared.line, change.domain])
}
