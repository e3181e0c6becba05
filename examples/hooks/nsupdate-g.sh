#!/bin/sh
# Publishes in a zone of Active Directory, which takes updates signed by Kerberos only (GSS-TSIG). Needs a ticket: kinit -k -t FILE PRINCIPAL
# before the run, and KRB5CCNAME in DCV_HOOK_PASS. Without nsupdate -g, with a key, use publish: rfc2136 in place of a hook.
set -eu
case $1 in
  present) change="update add $DCV_RECORD_NAME $DCV_RECORD_TTL $DCV_RECORD_TYPE $DCV_RECORD_RDATA" ;;
  cleanup) change="update delete $DCV_RECORD_NAME $DCV_RECORD_TYPE $DCV_RECORD_RDATA" ;;
  *) exit 64 ;;
esac
# NSUPDATE stands for another program, such as one that logs.
printf 'zone %s\n%s\nsend\n' "$DCV_ZONE" "$change" | "${NSUPDATE:-nsupdate}" "${NSUPDATE_MODE:--g}"
