& {
# Faultfinder asks with curl what a web page may not ask, and prints what comes back.
# Run it in PowerShell, then paste all that it prints into the page.
# Needs the curl.exe that comes with Windows. Nothing is sent but to the server below and, if that one
# asks for credentials, to the metadata addresses that it names; those get no credentials.
$url = @URL@
$origin = @ORIGIN@
$inserted = @RESOURCE_METADATA@
$page = @PAGE@
$asksFor = @ASKS_FOR@
$transport = @TRANSPORT@

# Credentials stand in variables of your session, which this script reads and never prints.
function Read-Secrets {
@SECRETS@
}

$limit = 20
$most = 1000000
$accept = 'accept: application/json, text/event-stream'
$json = 'content-type: application/json'
$client = '{"name":"faultfinder","version":"@VERSION@"}'
$meta = '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":' + $client + '}'
# What the functions share: they change it through this one table.
$run = @{ url = $url; secret = @(); session = @(); trusted = $true; moved = $false; reached = $false; tried = '' }

function Secret($start, $variable) {
    $value = [Environment]::GetEnvironmentVariable($variable)
    if (-not $value) { throw "Faultfinder: set $variable first, like this: `$env:$variable = '...'" }
    $run.secret += $start + ($value -replace '[\r\n]', '')
}

# Files without a byte order mark, which curl would send.
function Save($name, $text) {
    [IO.File]::WriteAllText((Join-Path $dir $name), $text, (New-Object Text.UTF8Encoding $false))
}

function Load($name) {
    $path = Join-Path $dir $name
    if (-not (Test-Path $path)) { return '' }
    $stream = New-Object IO.FileStream $path, 'Open', 'Read', 'ReadWrite'
    $reader = New-Object IO.StreamReader $stream, (New-Object Text.UTF8Encoding $false)
    try { $reader.ReadToEnd() } finally { $reader.Dispose() }
}

function Lines($text) { (($text -replace "`r", '') -replace "`n$", '') -split "`n" }

# A server's text must not steer the terminal: control characters become "?".
function Tame($text) { ($text -replace "`r", '') -replace '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]', '?' }

# Ask HEADERS: the headers of the next request, the secret ones not among them.
function Ask($headers) { $run.ask = @($headers) }

# Send METHOD TARGET BODY: asks, prints, and leaves the status and the body without blanks.
function Send($method, $target, $body) {
    $run.slot = 'call'
    $run.hidden = @()
    if ($run.trusted) { $run.hidden = @($run.secret) + @($run.session) }
    Save 'call.head' ''
    Save 'call.body' ''
    Save 'call.said' ''
    Save 'sent.headers' (((@($run.ask) + @($run.hidden)) -join "`n") + "`n")
    Save 'sent.body' $body
    $arguments = @('-q', '-sS', '-g', '-m', $limit, '-X', $method, '-H', "@$(Join-Path $dir 'sent.headers')",
        '-D', (Join-Path $dir 'call.head'), '-o', (Join-Path $dir 'call.body'), '--stderr', (Join-Path $dir 'call.said'),
        '--proto', '=http,https', '--max-filesize', $most, '-w', '%{time_connect} %{time_appconnect}', '--url', $target)
    if ($body) { $arguments += @('--data-binary', "@$(Join-Path $dir 'sent.body')") }
    $run.times = & curl.exe @arguments
    $run.code = $LASTEXITCODE
    Look
    Show $method $target $body
    if (-not $run.moved -and $target -ceq $run.url -and (Test-MovedWithin)) { Send $method $run.url $body }
}

# Look: what a program has to know of the answer.
function Look {
    $run.status = ''
    foreach ($line in (Lines (Load "$($run.slot).head"))) {
        if ($line -cmatch '^HTTP/\S+ (\d\d\d)') { $run.status = $Matches[1] }
    }
    $run.text = Load "$($run.slot).body"
    $run.flat = $run.text -replace '[ \t\r\n\0]', ''
    if ($run.status) { $run.reached = $true }
}

# A redirect that keeps the method is followed once, and only within the server's own origin.
function Test-MovedWithin {
    if ($run.status -cnotmatch '^30[78]$') { return $false }
    $place = @(Header 'location')[0]
    if (-not $place -or $place.StartsWith('//')) { return $false }
    if ($place.StartsWith('/')) { $place = $origin + $place }
    if (-not $place.StartsWith("$origin/")) { return $false }
    $run.url = $place
    $run.moved = $true
    return $true
}

# Header NAME: the values of a header of the last answer.
function Header($name) {
    $found = @()
    foreach ($line in (Lines (Load "$($run.slot).head"))) {
        if ($line -cmatch '^HTTP/') { $found = @() }
        $part, $value = $line -split ':', 2
        if ($part -eq $name -and $null -ne $value) { $found += $value.Trim() }
    }
    $found
}

# Text NAME: the value of a plain JSON string of the last answer, the last one of that name.
function Text($name) {
    $found = [regex]::Matches($run.text, '"' + $name + '"\s*:\s*"([^"\\]*)"')
    if ($found.Count) { $found[$found.Count - 1].Groups[1].Value } else { '' }
}

# Show: the request and the answer as the page reads them.
function Show($method, $target, $body) {
    "--- $method $target"
    foreach ($line in $run.ask) { "> $line" }
    foreach ($line in $run.hidden) { '> ' + ($line -replace ':.*', ': redacted') }
    if ($body) { "| $body" }
    $head = Load "$($run.slot).head"
    if ($head) {
        '--- answer'
        foreach ($line in (Lines $head)) { '< ' + (Tame (Hide $line)) }
        $text = Load "$($run.slot).body"
        if ($text) { foreach ($line in ((Tame $text) -split "`n")) { "| $line" } }
    }
    "--- curl $($run.code) $($run.times)"
    foreach ($line in (Lines (Load "$($run.slot).said"))) { if ($line) { '! ' + (Tame $line) } }
}

# Hide LINE: a line of a head, cookies and the session id without their values.
function Hide($line) {
    if ($line -match '^set-cookie:') { return 'set-cookie: redacted' }
    if ($line -match '^mcp-session-id:\s*(.*?)\s*$') {
        $value = $Matches[1]
        $kind = if ($value -cmatch '^[!-~]*$') { 'visible ASCII' } else { 'mixed' }
        return "mcp-session-id: ($($value.Length) $kind characters)"
    }
    $line
}

function Start-Modern {
    Ask $json, $accept, 'mcp-protocol-version: 2026-07-28', 'mcp-method: server/discover'
    Send 'POST' $run.url ('{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{' + $meta + '}}')
    if ($run.status -cmatch '^$|^403$|^429$|^3..$|^5..$') { return }
    if ($run.status -ceq '401') { Read-Challenge }
    elseif ($run.flat -cmatch '"supportedVersions":.*"2026-07-28"') {
        $run.era = 'modern'
        $run.offers = $run.flat
        Send-Lists
    }
    else { Start-Legacy }
}

function Initialize($revision) {
    Ask $json, $accept
    Send 'POST' $run.url ('{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"' + $revision + '","capabilities":{},"clientInfo":' + $client + '}}')
}

function Start-Legacy {
    Initialize '2025-11-25'
    if ($run.flat -cnotmatch '"result":\{') {
        # Refused, but an older revision may be offered.
        foreach ($revision in '2025-06-18', '2025-03-26', '2024-11-05') {
            if ($run.flat -cmatch ('"supported":\[.*"' + $revision + '"')) { Initialize $revision; break }
        }
    }
    if ($run.status -cmatch '^2' -and $run.flat -cmatch '"protocolVersion":"') { Send-LegacySession }
    elseif ($run.status -ceq '401') { Read-Challenge }
    elseif ($run.status -cmatch '^403$|^429$') { return }
    elseif ($run.status -cmatch '^4' -and $transport -cne 'streamable-http') { Start-Old }
}

function Send-LegacySession {
    $run.era = 'legacy'
    $run.offers = $run.flat
    $run.revision = Text 'protocolVersion'
    $session = @(Header 'mcp-session-id')[0]
    if ($session) { $run.session = @("mcp-session-id: $session") }
    Ask-Legacy
    Send 'POST' $run.url '{"jsonrpc":"2.0","method":"notifications/initialized"}'
    if ($run.status -cmatch '^2') { Send-Lists }
    if ($run.session.Count -eq 0) { return }
    Ask-Legacy
    Send 'DELETE' $run.url ''
    $run.session = @()
}

# The version header came with 2025-06-18.
function Ask-Legacy {
    if ($run.revision -cmatch '^$|^2025-03-26$|^2024-11-05$') { Ask $json, $accept }
    else { Ask $json, $accept, "mcp-protocol-version: $($run.revision)" }
}

# Tools are asked for even if the server forgot to declare them.
function Send-Lists {
    $offers = $run.offers
    Send-Pages 'tools/list' 100
    if ($offers.Contains('"prompts":{')) { Send-Pages 'prompts/list' 200 }
    if ($offers.Contains('"resources":{')) {
        Send-Pages 'resources/list' 300
        Send-Pages 'resources/templates/list' 400
    }
}

# Send-Pages METHOD ID: a list page by page, at most twenty; the pages' ids count from this one.
function Send-Pages($listing, $first) {
    $cursor = ''
    foreach ($id in $first..($first + 19)) {
        $before = $cursor
        $params = @()
        if ($cursor) { $params += '"cursor":"' + $cursor + '"' }
        if ($run.era -ceq 'modern') {
            $params += $meta
            Ask $json, $accept, 'mcp-protocol-version: 2026-07-28', "mcp-method: $listing"
        }
        else { Ask-Legacy }
        $call = '{"jsonrpc":"2.0","id":' + $id + ',"method":"' + $listing + '","params":{' + ($params -join ',') + '}}'
        if ($run.era -ceq 'old') {
            Send-Old $call ('"id":\s*' + $id + '[,}]')
            if (-not $run.answered) { return }
        }
        else { Send 'POST' $run.url $call }
        $cursor = Text 'nextCursor'
        if (-not $cursor -or $cursor -ceq $before) { return }
    }
}

# The transport of 2024-11-05: messages are posted elsewhere, answers come on the stream of this GET.
function Start-Old {
    $run.era = 'old'
    $run.revision = '2024-11-05'
    $headers = @('accept: text/event-stream')
    Save 'get.headers' (((@($headers) + @($run.secret)) -join "`n") + "`n")
    Save 'get.head' ''
    Save 'get.body' ''
    Save 'get.said' ''
    $quoted = foreach ($name in 'get.headers', 'get.head', 'get.body', 'get.said') { '"' + (Join-Path $dir $name) + '"' }
    $stream = Start-Process curl.exe -PassThru -NoNewWindow -ArgumentList @('-q', '-sS', '-g', '-N', '-m', $limit,
        '-H', ('"@' + (Join-Path $dir 'get.headers') + '"'), '-D', $quoted[1], '-o', $quoted[2], '--stderr', $quoted[3],
        '--proto', '=http,https', '--max-filesize', $most, '--url', ('"' + $run.url + '"'))
    # Without this the exit code is lost in Windows PowerShell 5.1.
    $null = $stream.Handle
    $later = @()
    $opened = (Wait-Line '^data:') -and (Find-Endpoint)
    if ($opened) {
        $later = @(Send-OldSession)
        if (-not $stream.HasExited) { $stream.Kill() }
    }
    $stream.WaitForExit()
    $run.code = if ($opened) { 0 } else { $stream.ExitCode }
    $run.times = ''
    $run.slot = 'get'
    $run.ask = $headers
    $run.hidden = @($run.secret)
    Look
    Show 'GET' $run.url ''
    $later
    if ($run.status -ceq '401') { Read-Challenge }
}

# Wait-Line PATTERN: waits for a whole event with a line like this on the stream.
function Wait-Line($pattern) {
    while ($true) {
        $over = $stream.HasExited
        $text = (Load 'get.body') -replace "`r", ''
        $whole = $text.Substring(0, [Math]::Max(0, $text.LastIndexOf("`n`n")))
        $found = @((Lines $whole) | Where-Object { $_ -cmatch $pattern })
        if ($found.Count) { $run.line = $found[0]; return $true }
        if ($over) { return $false }
        Start-Sleep -Milliseconds 100
    }
}

# Find-Endpoint: the stream's first event names where to post, on the same origin.
function Find-Endpoint {
    if (-not ((Load 'get.body') -cmatch '(?m)^event: ?endpoint\r?$')) { return $false }
    $endpoint = ($run.line -replace '^data: *', '').Trim()
    $base = $run.url -replace '[?#].*$', ''
    if ($endpoint.StartsWith("$origin/")) { }
    elseif ($endpoint -match '^([a-z][a-z0-9+.-]*:)?//') { return $false }
    elseif ($endpoint.StartsWith('/')) { $endpoint = $origin + $endpoint }
    elseif ($endpoint.StartsWith('?')) { $endpoint = $base + $endpoint }
    else { $endpoint = ($base -replace '/[^/]*$', '') + '/' + $endpoint }
    $run.endpoint = $endpoint
    return $true
}

function Send-OldSession {
    Ask $json
    $call = '{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":' + $client + '}}'
    Send-Old $call '"id":\s*2[,}]'
    if (-not $run.answered) { return }
    $run.offers = $run.line -replace '\s', ''
    Send 'POST' $run.endpoint '{"jsonrpc":"2.0","method":"notifications/initialized"}'
    Send-Lists
}

# Send-Old BODY PATTERN: posts, then waits on the stream for the line that answers.
function Send-Old($body, $pattern) {
    Send 'POST' $run.endpoint $body
    $run.answered = ($run.status -cmatch '^2') -and (Wait-Line $pattern)
    if ($run.answered) { $run.text = $run.line }
}

# Read-Challenge: the documents that a 401 leads to, without credentials.
function Read-Challenge {
    $run.trusted = $false
    $run.good = $false
    $challenge = @(Header 'www-authenticate') -join ', '
    if ($challenge -match 'resource_metadata="([^"]*)"' -or $challenge -match 'resource_metadata=([^", ]*)') {
        Read-Document $Matches[1]
    }
    else {
        foreach ($place in $inserted, "$origin/.well-known/oauth-protected-resource", "$origin/.well-known/oauth-authorization-server") {
            if (-not $run.good) { Read-Document $place }
        }
    }
    if (-not $run.good) { return }
    if (($run.text -replace '\\/', '/') -cnotmatch '"authorization_servers"\s*:\s*\[\s*"([^"\\]+)"') { return }
    $issuer = $Matches[1]
    $base = $issuer -replace '^([A-Za-z]*://[^/?]*).*$', '$1'
    $path = ($issuer.Substring($base.Length)) -replace '/$', ''
    $run.good = $false
    $places = @("$base/.well-known/oauth-authorization-server$path", "$base/.well-known/openid-configuration$path")
    if ($path) { $places += "$base$path/.well-known/openid-configuration" }
    foreach ($place in $places) { if (-not $run.good) { Read-Document $place } }
}

# Read-Document URL: fetches metadata over https, or within the server's own surroundings.
function Read-Document($place) {
    $plain = $place.StartsWith('http://') -and $run.url.StartsWith('http://')
    if (-not ($place.StartsWith('https://') -or $place.StartsWith("$origin/") -or $plain) -or $place -match '["\s]') {
        '--- not followed: ' + (Tame $place)
        return
    }
    if ($place -ceq $run.tried) { return }
    $run.tried = $place
    Ask 'accept: application/json'
    Send 'GET' $place ''
    $run.good = $run.status -ceq '200'
}

# What a browser would be told: its preflight, and a request that needs none. No credentials.
function Send-CrossOrigin {
    $run.trusted = $false
    Ask "origin: $page", 'access-control-request-method: POST', "access-control-request-headers: $asksFor"
    Send 'OPTIONS' $run.url ''
    Ask "origin: $page", 'content-type: text/plain', $accept
    Send 'POST' $run.url '{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}'
}

$dir = Join-Path ([IO.Path]::GetTempPath()) ('faultfinder-' + [Guid]::NewGuid())
$null = New-Item -ItemType Directory $dir
try {
    Read-Secrets
    '=== faultfinder 1'
    if ($transport -ceq 'sse') { Start-Old } else { Start-Modern }
    if ($page -and $run.reached) { Send-CrossOrigin }
    '=== end'
}
finally { Remove-Item -Recurse -Force $dir }
}
