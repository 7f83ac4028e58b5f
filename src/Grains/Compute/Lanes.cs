using ActiveLearning.Grains.Encoding;

namespace ActiveLearning.Grains.Compute;

/// <summary>Lane that runs heads over partitions and chooses their fronts: on every core, but for one while somebody labels.</summary>
public sealed class ScoringLane(LabellingActivity activity)
    : ComputeLane("scoring", Environment.ProcessorCount, 256, () => activity.IsActive);

/// <summary>Lane that fits heads; one at a time, since a fit already keeps a core busy.</summary>
public sealed class TrainingLane() : ComputeLane("training", 1, 64);

/// <summary>Lane that fits pools' LSA, some seconds each: refits must not wait for it.</summary>
public sealed class LsaLane() : ComputeLane("lsa", 1, 16);
