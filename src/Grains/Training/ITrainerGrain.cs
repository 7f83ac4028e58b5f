using ActiveLearning.Contracts.Api;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Training;

/// <summary>
/// Retrains a project's head when it pays. Owns nothing: version numbers come from a unique row, so a twin after a membership change loses.
/// Key: <see cref="GrainKeys.Project"/>.
/// </summary>
[Alias("ITrainerGrain")]
public interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>A hint: label rows up to this number are in the ledger. Changes memory only, so it waits for no other call: there is one for each label.</summary>
    [Alias("LabelsChanged"), OneWay, AlwaysInterleave]
    Task LabelsChanged(long upTo);

    /// <summary>A hint: the owner chose another strategy.</summary>
    [Alias("StrategyChanged"), OneWay]
    Task StrategyChanged(string strategy);

    /// <summary>A hint: partition 0 has chosen the radius of the coverage balls for the whole project.</summary>
    [Alias("DeltaChosen"), OneWay]
    Task DeltaChosen(float delta);

    /// <summary>Texts that the encoder can't read have other vectors now: a model that knew their old ones is fitted anew. Harmless when said again.</summary>
    [Alias("VectorsChanged")]
    Task VectorsChanged();

    /// <summary>Starts the trainer after a restart of the cluster.</summary>
    [Alias("Wake"), OneWay, AlwaysInterleave]
    Task Wake();

    /// <summary>The newest insight; null before the first champion was looked into. Reads memory only.</summary>
    [Alias("GetInsight"), AlwaysInterleave]
    Task<ProjectInsight?> GetInsight();
}
