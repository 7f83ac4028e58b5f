using Orleans.Concurrency;

namespace ActiveLearning.Grains.Encoding;

/// <summary>
/// Fits a project's LSA for texts that the encoder can't read, in the background, and has everybody use it. The fit is in the ledger; owns nothing. Key: <see cref="GrainKeys.Project"/>.
/// </summary>
[Alias("IPoolLsaGrain")]
public interface IPoolLsaGrain : IGrainWithStringKey
{
    /// <summary>A hint: a partition has met more texts that the encoder can't read.</summary>
    [Alias("UnreadGrew"), OneWay]
    Task UnreadGrew();
}
