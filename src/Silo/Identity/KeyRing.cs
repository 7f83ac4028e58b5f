using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Api;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Identity;

/// <summary>The keys that are good now, in memory, so that a call costs no read. Other processes' changes are seen within a few seconds.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, AdminKey adminKey, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Snapshot _snapshot = new([], DateTimeOffset.MinValue);

    /// <summary>Who holds this secret, or null.</summary>
    public async ValueTask<Caller?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        // Looked up by hash: how long a comparison takes tells nothing about the secret.
        var hash = Convert.ToHexString(Secrets.Hash(secret));
        if (adminKey.IsHash(hash))
        {
            return new Caller(AdminKey.Name, Roles.Admin, null);
        }

        if (time.GetUtcNow() - _snapshot.ReadAt > Freshness)
        {
            await RefreshAsync(cancellationToken);
        }

        return _snapshot.Keys.GetValueOrDefault(hash);
    }

    /// <summary>Reads the keys again: one was made or revoked.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var readAt = time.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<IdentityDatabase>();
            var keys = await database.ApiKeys.AsNoTracking().Where(k => k.RevokedAt == null).ToListAsync(cancellationToken);
            _snapshot = new Snapshot(keys.ToDictionary(k => Convert.ToHexString(k.Hash), k => new Caller(k.Name, k.Role, k.Annotator)), readAt);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private sealed record Snapshot(Dictionary<string, Caller> Keys, DateTimeOffset ReadAt);
}
