using System.Text.Json;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>The newest snapshot of one project, shared by everybody who watches it.</summary>
internal sealed class ProjectFeed(SnapshotReader reader, TimeProvider time) : IDisposable
{
    /// <summary>A snapshot is at least this old before another is made: at most two messages a second reach a client.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private DashboardSnapshot? _newest;
    private byte[] _sent = [];

    /// <summary>A snapshot that is at most half a second old.</summary>
    public async Task<DashboardSnapshot> ReadAsync(Project project, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_newest is null || time.GetUtcNow() - _newest.At >= Pace)
            {
                _newest = await reader.ReadAsync(project, cancellationToken);
            }

            return _newest;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether the snapshot differs from the one that was sent last in more than its time. Not for concurrent callers.</summary>
    public bool IsNews(DashboardSnapshot snapshot)
    {
        // Records of lists compare by reference; what a client would see is what counts.
        var content = JsonSerializer.SerializeToUtf8Bytes(snapshot with { At = default }, ApiJson.Options);
        if (content.AsSpan().SequenceEqual(_sent))
        {
            return false;
        }

        _sent = content;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
