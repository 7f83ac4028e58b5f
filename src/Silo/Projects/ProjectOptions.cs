using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Silo.Projects;

/// <summary>Settings for projects that are created from now on (configuration section <c>Projects</c>).</summary>
internal sealed class ProjectOptions
{
    /// <summary>Partitions of a new project's pool, 1 to 256; fixed for the project's life. Default 8. Higher: spreads over more silos; a front has fewer items each.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;
}
