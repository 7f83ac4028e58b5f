using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Grains.Models;

/// <summary>One immutable model version: artefact, lineage, metrics, stage. Key: <see cref="GrainKeys.ModelVersion"/>.</summary>
[Alias("IModelVersionGrain")]
public interface IModelVersionGrain : IGrainWithStringKey
{
    /// <summary>Stores lineage and artefact. False when the number is taken: a twin trainer was faster.</summary>
    [Alias("Register")]
    Task<bool> Register(ModelVersionRow version, byte[] artefact);

    /// <summary>Stores what its evaluation found.</summary>
    [Alias("Evaluated")]
    Task Evaluated(ModelMetrics metrics);

    /// <summary>Makes it champion if the champion is still the expected one.</summary>
    [Alias("Promote")]
    Task<bool> Promote(int? expectedChampion, string by, string reason);

    /// <summary>Archives it.</summary>
    [Alias("Archive")]
    Task Archive(string by, string reason);

    /// <summary>Its row, or null.</summary>
    [Alias("Read")]
    Task<ModelVersionRow?> Read();
}
