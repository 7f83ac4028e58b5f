using System.Collections.Concurrent;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Ledger;

namespace ActiveLearning.Grains.Scoring;

/// <summary>
/// The silo's loaded heads, each loaded once whoever asks. Keeps the few of each project that were asked for last; a session that left the cache lives on for as long as
/// somebody still scores with it.
/// </summary>
public sealed class HeadCache(ILedger ledger)
{
    private const int KeptPerProject = 4;

    private readonly ConcurrentDictionary<(int Project, int Version), long> _lastUse = new();
    private long _uses;

    private readonly ConcurrentDictionary<(int Project, int Version), Lazy<Task<HeadSession?>>> _sessions = new();

    /// <summary>The head of a version, or null when its artefact was dropped.</summary>
    public async Task<HeadSession?> GetAsync(int projectKey, int version, CancellationToken cancellationToken)
    {
        _lastUse[(projectKey, version)] = Interlocked.Increment(ref _uses);
        var session = _sessions.GetOrAdd((projectKey, version), key => new Lazy<Task<HeadSession?>>(() => LoadAsync(key.Project, key.Version)));
        try
        {
            return await session.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (session.Value.IsFaulted || session.Value.IsCanceled)
        {
            _sessions.TryRemove((projectKey, version), out _);
            throw;
        }
    }

    /// <summary>Puts a head that was fitted here into the cache, so that it need not be read back.</summary>
    public void Put(int projectKey, int version, HeadSession session)
    {
        _lastUse[(projectKey, version)] = Interlocked.Increment(ref _uses);
        _sessions[(projectKey, version)] = new Lazy<Task<HeadSession?>>(Task.FromResult<HeadSession?>(session));
        Trim(projectKey);
    }

    private async Task<HeadSession?> LoadAsync(int projectKey, int version)
    {
        var artefact = await ledger.Models.ReadArtefactAsync(projectKey, version, CancellationToken.None);
        Trim(projectKey);
        return artefact is null ? null : HeadSession.Load(HeadArtefact.Unpack(artefact));
    }

    // Sessions are left to their finalizers, not disposed: a partition may be scoring with one right now.
    private void Trim(int projectKey)
    {
        foreach (var key in _sessions.Keys.Where(k => k.Project == projectKey).OrderByDescending(k => _lastUse.GetValueOrDefault(k)).Skip(KeptPerProject))
        {
            _sessions.TryRemove(key, out _);
            _lastUse.TryRemove(key, out _);
        }
    }
}
