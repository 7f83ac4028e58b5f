namespace ActiveLearning.Contracts.Hubs;

/// <summary>What an owner's client may call on <c>/hubs/dashboard</c>.</summary>
public interface IDashboardHub
{
    /// <summary>Starts snapshots of a project (at most two a second, only when something changed) and returns the first.</summary>
    Task<DashboardSnapshot> Watch(string projectId);

    /// <summary>Ends them.</summary>
    Task Unwatch(string projectId);
}

/// <summary>What the silo calls on an owner's client.</summary>
public interface IDashboardClient
{
    /// <summary>The newest figures of a watched project.</summary>
    Task Snapshot(DashboardSnapshot snapshot);
}
