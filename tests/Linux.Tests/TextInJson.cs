namespace BatchAi.Linux.Tests;

internal sealed record TextInJson(string Text);
