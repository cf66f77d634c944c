namespace BatchAi.AzureAdapters;

/// <summary>How users prove who they are.</summary>
public enum SignInKind
{
    /// <summary>Tokens of Microsoft Entra ID.</summary>
    Entra,

    /// <summary>One key that all users share, for where an app registration is forbidden.</summary>
    Key,
}
