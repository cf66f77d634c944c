using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

public sealed class TheTemplate
{
    [Fact]
    public void Says_of_every_parameter_and_output_what_it_is() => Assert.Empty(Template.Undescribed(Template.Compiled()));

    [Fact]
    public void Is_looked_at_down_to_its_modules()
    {
        JsonObject template = Template.Compiled();
        JsonObject network = Template.Parts(template).Single(part => (string?)part["metadata"]!["name"] == "Network");
        network["parameters"]!["sshSources"]!.AsObject().Remove("metadata");
        template["outputs"]!["url"]!["metadata"]!["description"] = " ";

        Assert.Equal(["BatchAiFunctions: outputs url", "Network: parameters sshSources"], Template.Undescribed(template));
    }
}
