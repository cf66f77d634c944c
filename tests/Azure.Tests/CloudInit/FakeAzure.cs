namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// The metadata service and a blob at 169.254.169.254, inside a sandbox: they refuse what the real ones refuse, and
/// keep what they were asked.
/// </summary>
internal static class FakeAzure
{
    /// <summary>Starts it in a story, which goes on once it listens. The blob is <c>/blob</c>.</summary>
    public const string Start = """
        ip address add 169.254.169.254/32 dev lo
        python3 /fake-azure.py > /out/azure.log 2>&1 &
        until curl --silent --noproxy '*' --output /dev/null http://169.254.169.254/; do sleep 0.05; done

        """;

    public const string Program = """
        import http.server, json, urllib.parse

        class Azure(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, query = self.path.partition("?")
                asked = urllib.parse.parse_qs(query)
                with open("/out/asked", "a") as log:
                    print(json.dumps({"path": path, "query": asked, "headers": {k.lower(): v for k, v in self.headers.items()}}), file=log)
                if path == "/metadata/identity/oauth2/token" and self.headers.get("Metadata") == "true" and asked.get("resource") == ["https://storage.azure.com/"]:
                    self.answer(200, b'{"access_token":"a.b-c_d","expires_in":"86399","token_type":"Bearer"}')
                elif path.startswith("/agent/") and self.headers.get("Authorization") == "Bearer a.b-c_d" and self.headers.get("x-ms-version", "") >= "2017-11-09":
                    self.answer(200, open("/blob", "rb").read())
                else:
                    self.answer(403, b"refused")

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        http.server.ThreadingHTTPServer(("169.254.169.254", 80), Azure).serve_forever()
        """;

    public static Sandbox WithFakeAzure(this Sandbox sandbox)
    {
        Tool.Require("python3");
        Tool.Require("curl");
        Tool.Require("ip", "-V");
        return sandbox.With("/fake-azure.py", Program);
    }
}
