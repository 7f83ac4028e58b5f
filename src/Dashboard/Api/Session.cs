using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Dashboard.Api;

/// <summary>Who is signed in on this page.</summary>
public sealed class Session(ApiClient api)
{
    /// <summary>Raised when somebody signed in or out.</summary>
    public event Action? Changed;

    /// <summary>The account; null while nobody is signed in or it is not known yet.</summary>
    public CurrentAccount? Account { get; private set; }

    /// <summary>Whether the silo was asked already.</summary>
    public bool Known { get; private set; }

    /// <summary>Whether the silo could not be asked.</summary>
    public bool Unreachable { get; private set; }

    /// <summary>Whether the account may own projects.</summary>
    public bool IsOwner => Account?.Role is Roles.Owner or Roles.Admin;

    /// <summary>Whether the account may see accounts and keys.</summary>
    public bool IsAdmin => Account?.Role == Roles.Admin;

    /// <summary>One or two letters for the avatar.</summary>
    public string Initials => Account is { Name: { Length: > 0 } name } ? Letters(name) : "?";

    /// <summary>Asks the silo who is signed in.</summary>
    public async Task LoadAsync()
    {
        try
        {
            Account = await api.MeAsync();
            Known = true;
            Unreachable = false;
        }
        catch (ApiProblemException)
        {
            Unreachable = true;
        }

        Changed?.Invoke();
    }

    /// <summary>Takes over an account that has just signed in.</summary>
    public void Enter(CurrentAccount account)
    {
        Account = account;
        Known = true;
        Changed?.Invoke();
    }

    /// <summary>Signs out.</summary>
    public async Task LeaveAsync()
    {
        await api.SignOutAsync();
        Account = null;
        Changed?.Invoke();
    }

    private static string Letters(string name)
    {
        var parts = name.Split(['.', '-', '_', ' ', '@'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Take(2).Select(part => part[..1])).ToUpperInvariant();
    }
}
