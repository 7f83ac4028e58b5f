namespace ActiveLearning.Dashboard.SigningIn;

/// <summary>Keeps "go back to where I was" inside this site: an address from a link may be anything.</summary>
public static class LocalAddress
{
    /// <summary>The address if it is a path of this site, else the start page.</summary>
    public static string Of(string? address)
    {
        if (string.IsNullOrEmpty(address) || address[0] is '/' or '\\' || address.Contains(':', StringComparison.Ordinal) || address.Any(char.IsControl))
        {
            return "";
        }

        return address.StartsWith("sign-in", StringComparison.Ordinal) ? "" : address;
    }
}
