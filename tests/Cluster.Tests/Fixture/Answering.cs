using System.Reflection;

namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>Stands in for a grain, or for what reaches grains, and answers each call as the test says.</summary>
public class Answering : DispatchProxy
{
    private Func<string, object?[], object?> _answer = (_, _) => null;

    /// <summary>Makes one.</summary>
    /// <param name="answer">Gets a method's name and arguments; returns what the method returns.</param>
    public static T Proxy<T>(Func<string, object?[], object?> answer)
        where T : class
    {
        var proxy = Create<T, Answering>();
        ((Answering)(object)proxy)._answer = answer;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name, args ?? []);
}
