namespace BatchAi.NodeAgent.Tests;

public sealed class Expanding
{
    private static readonly Dictionary<string, string> s_known = new()
    {
        ["AZ_BATCHAI_JOB_TEMP"] = "/t",
        ["AZ_BATCHAI_JOB_TEMP_DIR"] = "/all",
        ["AZ_BATCHAI_ODD"] = "$AZ_BATCHAI_JOB_TEMP",
    };

    [Theory]
    [InlineData("$AZ_BATCHAI_JOB_TEMP/x", "/t/x")]
    [InlineData("${AZ_BATCHAI_JOB_TEMP}x", "/tx")]
    [InlineData("$AZ_BATCHAI_JOB_TEMP_DIR:$AZ_BATCHAI_JOB_TEMP", "/all:/t")]
    [InlineData("$oauthtoken $1 $$ ${X:-y} $(date) ${AZ_BATCHAI_JOB_TEMP", "$oauthtoken $1 $$ ${X:-y} $(date) ${AZ_BATCHAI_JOB_TEMP")]
    [InlineData("$AZ_BATCHAI_UNKNOWN", "$AZ_BATCHAI_UNKNOWN")]
    [InlineData("$AZ_BATCHAI_ODD", "$AZ_BATCHAI_JOB_TEMP")]
    [InlineData("", "")]
    public void Replaces_whole_known_names_once_and_nothing_else(string text, string expected) =>
        Assert.Equal(expected, Expander.Expand(text, s_known));
}
