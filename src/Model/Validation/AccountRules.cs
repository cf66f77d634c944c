using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>
/// The admin account of nodes and file servers. Only the name is required (REST contract); key and password may both be
/// absent.
/// </summary>
internal static partial class AccountRules
{
    public static void Check(Place at, UserAccountSettings? account)
    {
        if (!at.Has(account))
            return;
        if (at["adminUserName"].HasText(account.AdminUserName) && !Allowed().IsMatch(account.AdminUserName))
            at["adminUserName"]
                .Refuse(
                    "must be a Linux user name: 1 to 32 letters, digits, underscores and hyphens, beginning with a letter or underscore");
        at["adminUserSshPublicKey"].OptionalText(account.AdminUserSshPublicKey);
        at["adminUserPassword"].OptionalText(account.AdminUserPassword);
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]{0,31}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
