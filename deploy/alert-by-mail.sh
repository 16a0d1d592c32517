#!/bin/sh
# Passes a safety alert on by mail, when Telegram does not take it or nobody presses on it. In footing.yaml:
#
#   channel:
#     command: [/usr/local/bin/alert-by-mail.sh, /etc/footing/mail.conf]
#
# It needs curl. /etc/footing/mail.conf, readable by footing's user only, says where to and through whom:
#
#   url=smtps://smtp.example.org:465     # or smtp://smtp.example.org:587, which then has to offer TLS
#   from=footing@example.org
#   to='on-call@example.org lead@example.org'
#   netrc=/etc/footing/netrc             # "machine smtp.example.org login NAME password WORD"; none: no login
#   tls=required                         # tls=none only for a mail server on this very machine
#
# Try it:  FOOTING_ALERT='A test' alert-by-mail.sh /etc/footing/mail.conf </dev/null
#
# The mail says that there is an alert and nothing of what is in it. The exit code is 0 once the mail server has taken it
# for everybody; otherwise Footing tries again. Many SMS gateways take such mails.
set -eu
from='' to='' url='' netrc='' tls=required
. "${1:?usage: alert-by-mail.sh mail.conf}"
: "${url:?url is not set in $1}" "${from:?from is not set in $1}" "${to:?to is not set in $1}" "${FOOTING_ALERT:?}"

set -- --silent --show-error --max-time 15 --url "$url" --mail-from "$from"
for one in $to; do set -- "$@" --mail-rcpt "$one"; done
[ -z "$netrc" ] || set -- "$@" --netrc-file "$netrc"
[ "$tls" = none ] || set -- "$@" --ssl-reqd

{
  printf 'From: Footing <%s>\r\nTo: %s\r\n' "$from" "$(printf %s "$to" | sed 's/ \{1,\}/, /g')"
  printf 'Subject: =?UTF-8?B?%s?=\r\n' "$(printf %s "$FOOTING_ALERT" | base64 | tr -d '\n')"
  printf 'Date: %s\r\nImportance: high\r\n' "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')"
  printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  printf '%s\r\n\r\nTelegram does not take this alert. Please look at it there as soon as it works, and call meanwhile.\r\n' "$FOOTING_ALERT" |
    base64
} | curl "$@" --upload-file -
