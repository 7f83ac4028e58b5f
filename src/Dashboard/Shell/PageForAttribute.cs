namespace ActiveLearning.Dashboard.Shell;

/// <summary>Says who may open a page. The silo checks every call anyway; this keeps people from pages that would stay empty for them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageForAttribute(PageAudience audience) : Attribute
{
    /// <summary>Who may.</summary>
    public PageAudience Audience { get; } = audience;
}

/// <summary>Who may open a page.</summary>
public enum PageAudience
{
    /// <summary>Anybody, signed in or not.</summary>
    Everybody,

    /// <summary>Whoever is signed in; also where a page says nothing.</summary>
    SignedIn,

    /// <summary>Owners and admins.</summary>
    Owners,
}
