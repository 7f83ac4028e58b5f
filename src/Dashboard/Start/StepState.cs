namespace ActiveLearning.Dashboard.Start;

/// <summary>How far a step of an import is.</summary>
public enum StepState
{
    /// <summary>Only told about.</summary>
    Plain,

    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,
}
