# Faultfinder asks with curl what a web page may not ask, and prints what comes back.
# Run it in a terminal (Linux, macOS, WSL), then paste all that it prints into the page.
# Needs curl 7.68 or newer. Nothing is sent but to the server below and, if that one asks for
# credentials, to the metadata addresses that it names; those get no credentials.
url=@URL@
origin=@ORIGIN@
inserted=@RESOURCE_METADATA@
page=@PAGE@
asks_for=@ASKS_FOR@
transport=@TRANSPORT@

# Credentials stand in variables of your shell, which this script reads and never prints.
secrets() {
@SECRETS@
}

limit=20
most=1000000
accept='accept: application/json, text/event-stream'
json='content-type: application/json'
client='{"name":"faultfinder","version":"@VERSION@"}'
meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":'$client'}'

# secret "HEADER: START" VARIABLE VALUE
secret() {
  if [ -z "$3" ]; then
    printf 'Faultfinder: set %s first, like this: export %s=...\n' "$2" "$2" >&2
    exit 2
  fi
  printf '%s%s\n' "$1" "$(printf '%s' "$3" | tr -d '\r\n')" >>"$dir/secret"
}

# ask HEADER...: the headers of the next request, the secret ones not among them.
ask() { printf '%s\n' "$@" >"$dir/ask"; }

# send METHOD URL BODY: asks, prints, and leaves $status and $flat (the body without blanks).
send() {
  method=$1 target=$2 body=$3 slot=call
  if [ "$trusted" = yes ]; then
    cat "$dir/secret" "$dir/session" >"$dir/hidden"
  else
    : >"$dir/hidden"
  fi
  : >"$dir/call.head"
  set -- -q -sS -g -m "$limit" -X "$method" -H "@$dir/ask" -H "@$dir/hidden" -D "$dir/call.head" \
    --proto '=http,https' -w '%{stderr}\n@ %{time_connect} %{time_appconnect}\n'
  [ -z "$body" ] || set -- "$@" --data-binary "$body"
  {
    curl "$@" --url "$target" 2>"$dir/call.said"
    printf '%s' "$?" >"$dir/call.code"
  } | head -c "$most" >"$dir/call.body"
  look
  show
  if [ -z "$moved" ] && [ "$target" = "$url" ] && moved_within; then
    send "$method" "$url" "$body"
  fi
}

# look: what a program has to know of the answer.
look() {
  status=$(awk '/^HTTP\// { status = $2 } END { print status }' "$dir/$slot.head")
  flat=$(tr -d ' \t\r\n\000' <"$dir/$slot.body")
  [ -z "$status" ] || reached=yes
}

# A redirect that keeps the method is followed once, and only within the server's own origin.
moved_within() {
  case $status in 307 | 308) ;; *) return 1 ;; esac
  place=$(header location)
  case $place in
    //*) return 1 ;;
    /*) place=$origin$place ;;
    "$origin"/*) ;;
    *) return 1 ;;
  esac
  url=$place
  moved=yes
}

# header NAME: the values of a header of the last answer, a line each.
header() {
  tr -d '\r' <"$dir/$slot.head" | awk -v wanted="$1" '
    /^HTTP\// { found = "" }
    { name = tolower($0); sub(/:.*/, "", name) }
    name == wanted { sub(/^[^:]*:[ \t]*/, ""); sub(/[ \t]+$/, ""); found = found $0 "\n" }
    END { printf "%s", found }'
}

# text NAME: the value of a plain JSON string of the last answer, the last one of that name.
text() {
  tr -d '\r\n\000' <"$dir/$slot.body" |
    sed -n 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*/\1/p'
}

# A server's text must not steer the terminal: control characters (U+0080 to U+009F too) become "?".
tame() {
  tr -d '\r' | tr '\000-\010\013\014\016-\037\177' '[?*]' |
    sed "s/$(printf '\302')[$(printf '\200')-$(printf '\237')]/?/g"
}

# show: the request and the answer as the page reads them.
show() {
  printf '%s\n' "--- $method $target"
  sed 's/^/> /' "$dir/ask"
  sed 's/:.*/: redacted/; s/^/> /' "$dir/hidden"
  [ -z "$body" ] || printf '| %s\n' "$body"
  if [ -s "$dir/$slot.head" ]; then
    printf '%s\n' '--- answer'
    hide <"$dir/$slot.head" | tame
    [ ! -s "$dir/$slot.body" ] || { cat "$dir/$slot.body" && echo; } | tame | sed 's/^/| /'
  fi
  printf '%s\n' "--- curl $(cat "$dir/$slot.code") $(sed -n 's/^@ //p' "$dir/$slot.said")"
  sed '/^@ /d; /^$/d; s/^/! /' "$dir/$slot.said" | tame
}

# hide: the lines of a head, cookies and the session id without their values.
hide() {
  tr -d '\r' | awk '
    { name = tolower($0); sub(/:.*/, "", name); value = $0; sub(/^[^:]*:[ \t]*/, "", value) }
    name == "set-cookie" { print "< set-cookie: redacted"; next }
    name == "mcp-session-id" {
      kind = value ~ /^[!-~]*$/ ? "visible ASCII" : "mixed"
      print "< mcp-session-id: (" length(value) " " kind " characters)"
      next
    }
    { print "< " $0 }'
}

modern() {
  ask "$json" "$accept" 'mcp-protocol-version: 2026-07-28' 'mcp-method: server/discover'
  send POST "$url" '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"$meta"'}}'
  case $status,$flat in
    ,* | 403,* | 429,* | 3??,* | 5??,*) ;;
    401,*) challenged ;;
    *'"supportedVersions":'*'"2026-07-28"'*) era=modern && offers=$flat && lists ;;
    *) legacy ;;
  esac
}

initialize() {
  ask "$json" "$accept"
  send POST "$url" '{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"'"$1"'","capabilities":{},"clientInfo":'"$client"'}}'
}

legacy() {
  initialize 2025-11-25
  case $flat in
    *'"result":{'*) ;;
    # Refused, but an older revision is offered.
    *'"supported":['*'"2025-06-18"'*) initialize 2025-06-18 ;;
    *'"supported":['*'"2025-03-26"'*) initialize 2025-03-26 ;;
    *'"supported":['*'"2024-11-05"'*) initialize 2024-11-05 ;;
  esac
  case $status,$flat in
    2??,*'"protocolVersion":"'*) legacy_session ;;
    401,*) challenged ;;
    403,* | 429,*) ;;
    4??,*) [ "$transport" = streamable-http ] || old ;;
  esac
}

legacy_session() {
  era=legacy offers=$flat revision=$(text protocolVersion)
  header mcp-session-id | sed -n 's/^/mcp-session-id: /; 1p' >"$dir/session"
  ask_legacy
  send POST "$url" '{"jsonrpc":"2.0","method":"notifications/initialized"}'
  case $status in 2??) lists ;; esac
  [ -s "$dir/session" ] || return
  ask_legacy
  send DELETE "$url" ''
  : >"$dir/session"
}

# The version header came with 2025-06-18.
ask_legacy() {
  case $revision in
    '' | 2025-03-26 | 2024-11-05) ask "$json" "$accept" ;;
    *) ask "$json" "$accept" "mcp-protocol-version: $revision" ;;
  esac
}

# Tools are asked for even if the server forgot to declare them.
lists() {
  pages tools/list 100
  case $offers in *'"prompts":{'*) pages prompts/list 200 ;; esac
  case $offers in
    *'"resources":{'*)
      pages resources/list 300
      pages resources/templates/list 400
      ;;
  esac
}

# pages METHOD ID: a list page by page, at most twenty; the pages' ids count from this one.
pages() {
  listing=$1 id=$2 last=$(($2 + 20)) cursor=''
  while [ "$id" -lt "$last" ]; do
    before=$cursor
    params=${cursor:+'"cursor":"'$cursor'"'}
    if [ "$era" = modern ]; then
      params=${params:+$params,}$meta
      ask "$json" "$accept" 'mcp-protocol-version: 2026-07-28' "mcp-method: $listing"
    else
      ask_legacy
    fi
    call='{"jsonrpc":"2.0","id":'$id',"method":"'$listing'","params":{'$params'}}'
    if [ "$era" = old ]; then
      post "$call" "*\"id\":*${id}[,}]*" || return
    else
      send POST "$url" "$call"
    fi
    cursor=$(text nextCursor)
    case $cursor in '' | "$before") return ;; esac
    id=$((id + 1))
  done
}

# The transport of 2024-11-05: messages are posted elsewhere, answers come on the stream of this GET.
old() {
  era=old offers='' revision=2024-11-05
  mkfifo "$dir/pipe" || return
  ask 'accept: text/event-stream'
  cp "$dir/ask" "$dir/get.ask"
  : >"$dir/get.head"
  : >"$dir/get.body"
  curl -q -sS -g -N -m "$limit" -H "@$dir/ask" -H "@$dir/secret" -D "$dir/get.head" --proto '=http,https' \
    --max-filesize "$most" -w '%{stderr}\n@ %{time_connect} %{time_appconnect}\n' \
    --url "$url" >"$dir/pipe" 2>"$dir/get.said" &
  stream=$!
  exec 3<"$dir/pipe"
  : >"$dir/later"
  if await 'data:*' && announced; then
    old_session >>"$dir/later"
    kill "$stream" 2>/dev/null
    wait "$stream" 2>/dev/null
    echo 0 >"$dir/get.code"
  else
    await ''
    wait "$stream"
    echo "$?" >"$dir/get.code"
  fi
  exec 3<&-
  cp "$dir/get.ask" "$dir/ask"
  cp "$dir/secret" "$dir/hidden"
  method=GET target=$url body='' slot=get
  look
  show
  cat "$dir/later"
  [ "$status" != 401 ] || challenged
}

# await PATTERN: reads the stream to the end of the event with a line like this, and leaves that in $line; an
# empty pattern reads to the end of the stream.
await() {
  found='' return_character=$(printf '\r')
  while IFS= read -r part <&3; do
    printf '%s\n' "$part" >>"$dir/get.body"
    case $part in
      '' | "$return_character")
        [ -z "$found" ] || { line=$found && return 0; }
        ;;
      $1*) [ -z "$1" ] || found=${found:-$part} ;;
    esac
  done
  return 1
}

# announced: the stream's first event names where to post, on the same origin.
announced() {
  tr -d ' \r' <"$dir/get.body" | awk '/^event:endpoint$/ { found = 1 } END { exit !found }' || return 1
  endpoint=$(printf '%s' "$line" | tr -d '\r' | sed 's/^data: *//')
  base=${url%%[?#]*}
  case $endpoint in
    "$origin"/*) ;;
    *://* | //*) return 1 ;;
    /*) endpoint=$origin$endpoint ;;
    '?'*) endpoint=$base$endpoint ;;
    *) endpoint=${base%/*}/$endpoint ;;
  esac
}

old_session() {
  ask "$json"
  post '{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":'"$client"'}}' '*"id":*2[,}]*' || return
  offers=$(printf '%s' "$line" | tr -d ' \t\r')
  send POST "$endpoint" '{"jsonrpc":"2.0","method":"notifications/initialized"}'
  lists
}

# post BODY PATTERN: posts, then waits on the stream for the line that answers.
post() {
  send POST "$endpoint" "$1"
  case $status in 2??) ;; *) return 1 ;; esac
  await "$2" && printf '%s\n' "$line" >"$dir/call.body"
}

# challenged: the documents that a 401 leads to, without credentials.
challenged() {
  trusted=no
  pointer=$(header www-authenticate | sed -n '
    s/.*resource_metadata="\([^"]*\)".*/\1/p; t
    s/.*resource_metadata=\([^", ]*\).*/\1/p')
  if [ -n "$pointer" ]; then
    document "$pointer"
  else
    document "$inserted" || document "$origin/.well-known/oauth-protected-resource" ||
      document "$origin/.well-known/oauth-authorization-server"
  fi
  issuer=$(tr -d '\r\n\000' <"$dir/call.body" | sed -n 's#\\/#/#g
    s/.*"authorization_servers"[[:space:]]*:[[:space:]]*\[[[:space:]]*"\([^"\\]*\)".*/\1/p')
  case $status,$issuer in
    200,?*) ;;
    *) return ;;
  esac
  base=$(printf '%s\n' "$issuer" | sed 's#^\([A-Za-z]*://[^/?]*\).*#\1#')
  path=${issuer#"$base"}
  path=${path%/}
  document "$base/.well-known/oauth-authorization-server$path" ||
    document "$base/.well-known/openid-configuration$path" ||
    { [ -n "$path" ] && document "$base$path/.well-known/openid-configuration"; }
}

# document URL: fetches metadata over https, or within the server's own surroundings.
document() {
  case $1,$url in
    https://*,* | "$origin"/*,* | http://*,http://*) ;;
    ,*) return 1 ;;
    *)
      printf '%s\n' "--- not followed: $1" | tame
      return 1
      ;;
  esac
  [ "$1" != "$tried" ] || return 1
  tried=$1
  ask 'accept: application/json'
  send GET "$1" ''
  [ "$status" = 200 ]
}

# What a browser would be told: its preflight, and a request that needs none. No credentials.
cross_origin() {
  trusted=no
  ask "origin: $page" 'access-control-request-method: POST' "access-control-request-headers: $asks_for"
  send OPTIONS "$url" ''
  ask "origin: $page" 'content-type: text/plain' "$accept"
  send POST "$url" '{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}'
}

main() {
  LC_ALL=C
  export LC_ALL
  umask 077
  command -v curl >/dev/null || { printf 'Faultfinder: install curl first\n' >&2 && exit 2; }
  dir=$(mktemp -d) || exit 2
  trap 'rm -rf "$dir"' EXIT
  trap 'exit 2' HUP INT TERM
  : >"$dir/secret"
  : >"$dir/session"
  trusted=yes reached='' moved='' tried=''
  secrets
  printf '=== faultfinder 1\n'
  case $transport in sse) old ;; *) modern ;; esac
  [ -z "$page" ] || [ -z "$reached" ] || cross_origin
  printf '=== end\n'
}

main </dev/null
