using System.Net;
using Azure.ResourceManager;
using BatchAi.Services;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>The lists of sizes and quotas as Azure Resource Manager gives them.</summary>
internal sealed class AzuresLists
{
    private readonly Answers _answers;

    public AzuresLists()
    {
        _answers = new Answers(
            (request, _) =>
                Fails
                    ? Answers.Json(
                        """{"error":{"code":"InternalServerError","message":"try again"}}""",
                        HttpStatusCode.InternalServerError)
                    : Answers.Json(request.RequestUri!.AbsolutePath.EndsWith("/usages", StringComparison.Ordinal) ? Usages : Skus));
        ComputeFleetOptions options = new()
        {
            SubscriptionId = Settings.Subscription,
            ResourceGroup = "nodes",
            MaxRetries = 0,
            UsagesKept = TimeSpan.FromSeconds(10),
        };
        Client = ComputeServices.Client(options, new FixedToken("app"), _answers.Transport);
        Offers = new AzureNodeOffers(
            new SkuCatalog(Client, options, Clock),
            new SizeReplacements(new Dictionary<string, string> { ["Standard_Old"] = "Standard_D4s_v5" }),
            ["eastus"]);
        Reader = new UsageReader(Client, options, Clock);
        Fleet = new ComputeFleet(Client, Offers, Reader, options);
    }

    public bool Fails { get; set; }

    public IReadOnlyList<string> Asked => _answers.Asked;

    public FakeTimeProvider Clock { get; } = new(AMachine.Now);

    public ArmClient Client { get; }

    public AzureNodeOffers Offers { get; }

    public UsageReader Reader { get; }

    public IFleet Fleet { get; }

    public string Usages { get; set; } = $$"""
        {"value":[
          {{Usage("availabilitySets", "Availability Sets", 0, 2500)}},
          {{Usage("cores", "Total Regional vCPUs", 90, 100)}},
          {{Usage("lowPriorityCores", "Total Regional Low-priority vCPUs", 8, 24)}},
          {{Usage("Standard NCASv3_T4 Family", "Standard NCASv3_T4 Family vCPUs ", 4, 24)}},
          {{Usage("standardDSv5Family", "Standard DSv5 Family vCPUs", 0, 100)}}
        ]}
        """;

    private static string Skus =>
        $$"""
            {"value":[
              {{Sku("Standard_NC4as_T4_v3", "Standard NCASv3_T4 Family", 4, 1)}},
              {{Sku("Standard_D4s_v5", "standardDSv5Family", 4, 0)}},
              {{Sku("Standard_ND96isr_H200_v5", "standardNDISRH200v5Family", 96, 8)}},
              {{Sku(
                "Standard_NC24ads_A100_v4",
                "StandardNCADSA100v4Family",
                24,
                1,
                """{"type":"Location","values":["eastus"],"reasonCode":"NotAvailableForSubscription"}""")}},
              {{Sku(
                "Standard_NC48ads_A100_v4",
                "StandardNCADSA100v4Family",
                48,
                2,
                """{"type":"Zone","values":["eastus"],"restrictionInfo":{"zones":["1"]},"reasonCode":"NotAvailableForSubscription"}""")}},
              {"resourceType":"disks","name":"Premium_LRS","locations":["eastus"],"restrictions":[]}
            ]}
            """;

    private static string Usage(string name, string shown, int used, int limit) =>
        $$"""{"name":{"value":"{{name}}","localizedValue":"{{shown}}"},"unit":"Count","currentValue":{{used}},"limit":{{limit}} }""";

    private static string Sku(string name, string family, int cores, int gpus, string restriction = "") =>
        $$"""
            {"resourceType":"virtualMachines","name":"{{name}}","tier":"Standard","family":"{{family}}","locations":["eastus"],"locationInfo":[{"location":"eastus","zones":["2","1"]}],
             "capabilities":[{"name":"vCPUs","value":"{{cores}}"},{"name":"GPUs","value":"{{gpus}}"}],"restrictions":[{{restriction}}]}
            """;
}
