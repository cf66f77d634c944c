namespace BatchAi.AzureAdapters.Tests;

public sealed class ProtectingTheMetadataService
{
    private const string Protect = "/usr/local/lib/batchai/protect-metadata";
    private const string Ask = "curl --silent --noproxy '*' --max-time 10 --output /dev/null http://169.254.169.254/";
    private const string AsUser = "setpriv --reuid 11000 --regid 11000 --clear-groups";

    [Fact]
    public void Lets_root_in_and_nobody_else_however_often_it_is_done()
    {
        using Sandbox sandbox = Machine();

        (int code, string output) = sandbox.Run($$"""
            {{FakeAzure.Start}}
            set -e
            {{AsUser}} {{Ask}}
            {{Protect}}
            nft list ruleset > /out/once
            {{Protect}}
            nft list ruleset > /out/twice
            {{Ask}}
            {{AsUser}} {{Ask}} || echo "refused with $?"
            """);

        Assert.True(code == 0, output);
        Assert.Equal("refused with 7\n", output);
        Assert.NotEmpty(sandbox.Out("once"));
        Assert.Equal(sandbox.Out("once"), sandbox.Out("twice"));
    }

    [Fact]
    public void Leaves_name_resolution_at_the_WireServer_open_and_nothing_else_of_it()
    {
        using Sandbox sandbox = Machine();

        (int code, string output) = sandbox.Run($$"""
            ip address add 168.63.129.16/32 dev lo
            for port in 53 80 32526; do python3 -m http.server --bind 168.63.129.16 $port > /out/wire 2>&1 & done
            for port in 53 80 32526; do until curl --silent --noproxy '*' --output /dev/null http://168.63.129.16:$port/; do sleep 0.05; done; done
            {{Protect}}
            for port in 53 80 32526; do
              {{AsUser}} curl --silent --noproxy '*' --max-time 10 --output /dev/null http://168.63.129.16:$port/ && echo "user $port"
              curl --silent --noproxy '*' --max-time 10 --output /dev/null http://168.63.129.16:$port/ && echo "root $port"
            done
            """);

        Assert.True(code == 0, output);
        Assert.Equal("user 53\nroot 53\nroot 80\nroot 32526\n", output);
    }

    [Fact]
    public void Keeps_containers_out_too_whose_packets_are_forwarded()
    {
        using Sandbox sandbox = Machine();

        // A container's and the metadata service's host, with this machine as the router between them.
        (int code, string output) = sandbox.Run($$"""
            set -e
            mount -t tmpfs run /run
            for host in container azure; do
              ip netns add $host
              ip link add to-$host type veth peer name eth0 netns $host
              ip link set to-$host up
              ip -n $host link set eth0 up
              ip -n $host link set lo up
            done
            ip address add 10.1.0.1/24 dev to-container
            ip -n container address add 10.1.0.2/24 dev eth0
            ip -n container route add default via 10.1.0.1
            ip address add 10.2.0.1/24 dev to-azure
            ip -n azure address add 10.2.0.2/24 dev eth0
            ip -n azure address add 169.254.169.254/32 dev lo
            ip -n azure route add default via 10.2.0.1
            ip route add 169.254.169.254 via 10.2.0.2
            echo 1 > /proc/sys/net/ipv4/ip_forward
            ip netns exec azure python3 /fake-azure.py > /out/azure.log 2>&1 &
            until ip netns exec container {{Ask}}; do sleep 0.05; done
            {{Protect}}
            {{Ask}}
            ip netns exec container {{Ask}} || echo "refused with $?"
            """);

        Assert.True(code == 0, output + sandbox.Out("azure.log"));
        Assert.Equal("refused with 7\n", output);
    }

    private static Sandbox Machine()
    {
        Tool.Require("nft");
        Sandbox sandbox = new();
        return sandbox.WithFakeAzure().With(ANode.With(options => options));
    }
}
