namespace ActiveLearning.Grains.Placement;

/// <summary>A call waited in a grain that moves to another silo; sent again, it reaches the grain there.</summary>
[GenerateSerializer]
[Alias("GrainLeaving")]
public sealed class GrainLeavingException : Exception
{
    /// <summary>Says only what it is.</summary>
    public GrainLeavingException()
        : base("The grain moves to another silo.")
    {
    }

    /// <summary>Says more.</summary>
    public GrainLeavingException(string message)
        : base(message)
    {
    }

    /// <summary>Says more, and what came before.</summary>
    public GrainLeavingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
