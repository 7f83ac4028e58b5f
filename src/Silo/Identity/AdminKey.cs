using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Identity;

/// <summary>The admin key that automation hands in by the environment; good for as long as the process runs, and stored nowhere.</summary>
internal sealed class AdminKey
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "ACTIVELEARNING_ADMIN_KEY";

    /// <summary>Name under which its holder appears.</summary>
    public const string Name = "admin-key";

    private const int MinimumLength = 32;

    private readonly string? _hash;

    /// <summary>Takes the key from the configuration.</summary>
    /// <exception cref="StartRefusedException">The key is too short to be a secret.</exception>
    public AdminKey(IConfiguration configuration)
    {
        var key = configuration[Variable];
        if (string.IsNullOrEmpty(key))
        {
            return;
        }

        if (key.Length < MinimumLength)
        {
            throw new StartRefusedException($"{Variable} must have {MinimumLength} characters or more; it has {key.Length}.");
        }

        _hash = Convert.ToHexString(Secrets.Hash(key));
    }

    /// <summary>Whether a key was handed in.</summary>
    public bool IsSet => _hash is not null;

    /// <summary>Whether this is the key's hash.</summary>
    public bool IsHash(string hash) => _hash is not null && hash == _hash;
}
