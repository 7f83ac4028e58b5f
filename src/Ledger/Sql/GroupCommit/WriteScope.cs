namespace ActiveLearning.Ledger.Sql;

/// <summary>What kind of rows a write changes.</summary>
internal enum WriteReach
{
    /// <summary>Items, leases and labels; such writes share a transaction.</summary>
    Labels,

    /// <summary>Which items and groups a project has; such a write has a transaction of its own.</summary>
    Shape,

    /// <summary>Model versions and vectors; such a write has a transaction of its own.</summary>
    Models,
}

/// <summary>What a write may change, so that several writers of one database know what excludes what.</summary>
/// <param name="Reach">The kind of rows.</param>
/// <param name="Project">Whose rows; 0 for the list of projects itself.</param>
internal readonly record struct WriteScope(WriteReach Reach, int Project)
{
    /// <summary>Items, leases and labels of a project.</summary>
    public static WriteScope Labels(int project) => new(WriteReach.Labels, project);

    /// <summary>Items and groups of a project.</summary>
    public static WriteScope Shape(int project) => new(WriteReach.Shape, project);

    /// <summary>Model versions and vectors of a project.</summary>
    public static WriteScope Models(int project) => new(WriteReach.Models, project);
}
