namespace ActiveLearning.Dashboard.Annotate;

/// <summary>Where unsent answers outlive the page: the browser's local store.</summary>
public interface IAnswerStore
{
    /// <summary>Text under a key, or null.</summary>
    ValueTask<string?> ReadAsync(string key);

    /// <summary>Stores text under a key; null removes it.</summary>
    ValueTask WriteAsync(string key, string? text);
}
