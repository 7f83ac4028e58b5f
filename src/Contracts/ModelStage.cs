namespace ActiveLearning.Contracts;

/// <summary>Where a model version is in its life.</summary>
[GenerateSerializer, Alias("model-stage")]
public enum ModelStage
{
    /// <summary>Fitted, not yet judged.</summary>
    Candidate = 0,

    /// <summary>Scores beside the champion without deciding anything.</summary>
    Shadow = 1,

    /// <summary>The version that ranks the queues.</summary>
    Champion = 2,

    /// <summary>No longer used; its lineage stays.</summary>
    Archived = 3,
}
